package antrea.networkpolicy.node;

import java.util.function.IntFunction;

/// Whom the policies of a Node tell what.
///
/// @param tableNames name of a table by its number in the switch; empty for a number that none has
public record PolicyTelling(IntFunction<String> tableNames, AuditSink log, RealizationReports reports) {}
