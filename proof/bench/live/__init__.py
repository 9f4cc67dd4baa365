"""Benches on a lab that is up; `./bench help` lists them. common.py has what they share, each bench is one file."""
