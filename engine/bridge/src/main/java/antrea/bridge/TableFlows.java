package antrea.bridge;

/// How many flows a table of the switch holds; those that time out by themselves are not counted.
///
/// @param id the number of the table
/// @param name as in dumps
public record TableFlows(int id, String name, int count) {}
