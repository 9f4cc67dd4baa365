package antrea.runtime.config;

/// A key of a configuration file, as its reader declares it.
///
/// @param path from the top of the file, with dots; `[]` behind a list of objects
/// @param kind in words
/// @param byDefault what holds when the file does not say; empty for nothing
public record ConfigKey(String path, String kind, String byDefault) {}
