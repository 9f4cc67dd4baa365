"""Five Pods, a Service and a policy work: the shortest look at all of it, for a lab that is slow (test unified)."""
from checks import check, finish
from scene import Scene

with check("works: Pods on one Node and on two, Nodes, a Service, a policy"):
    Scene("works")

finish()
