package antrea.pipeline;

import antrea.openflow.codec.Match;

/// What makes a flow the same flow to the switch.
public record FlowKey(Table table, int priority, Match match) {}
