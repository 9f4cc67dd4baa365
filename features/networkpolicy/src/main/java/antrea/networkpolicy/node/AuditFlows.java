package antrea.networkpolicy.node;

import static antrea.nodenetwork.node.NodeFields.OUTPUT_KIND;
import static antrea.nodenetwork.node.NodeFields.OUTPUT_TO_CONTROLLER;
import static antrea.nodenetwork.node.NodeTables.PACKET_IN_OPERATIONS;
import static antrea.pipeline.FlowCategory.NETWORK_POLICY;
import static antrea.pipeline.Priority.NORMAL;

import antrea.net.Bytes;
import antrea.nodenetwork.node.NodeTables;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowBuilder;
import antrea.pipeline.Meter;
import antrea.pipeline.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The flows that send packets up to the handler of policies. Pure.
final class AuditFlows {
    /// Of the original.
    static final int METER = 256;

    private AuditFlows() {}

    /// The end of a flow that sends the packet up: why, what for, and from which table.
    static Flow toHandler(FlowBuilder flow, AuditRecord.Disposition disposition, int operations) {
        return flow.load(PolicyFields.DISPOSITION, disposition.ordinal())
                .load(PACKET_IN_OPERATIONS, operations)
                .load(OUTPUT_KIND, OUTPUT_TO_CONTROLLER)
                .loadOwnTable(PolicyFields.PACKET_IN_TABLE)
                .goTo(Target.table(NodeTables.OUTPUT));
    }

    /// One row for each combination of operations. `packetInRate`: packets a second; empty where the switch has no
    /// meters.
    static List<Flow> output(OptionalInt packetInRate) {
        List<Flow> out = new ArrayList<>();
        for (int operations = 1; operations <= 7; operations++) {
            FlowBuilder flow = NodeTables.OUTPUT
                    .flow(NORMAL)
                    .by(NETWORK_POLICY)
                    .when(OUTPUT_KIND.is(OUTPUT_TO_CONTROLLER), PACKET_IN_OPERATIONS.is(operations));
            if (packetInRate.isPresent()) {
                flow.meter(METER);
            }
            out.add(flow.controller(Bytes.of(PolicyPackets.REASON.number(), operations))
                    .build());
        }
        return out;
    }

    static List<Meter> meters(OptionalInt packetInRate) {
        return packetInRate.isEmpty()
                ? List.of()
                : List.of(new Meter(
                        METER, Meter.Unit.PACKETS_PER_SECOND, packetInRate.getAsInt(), 2L * packetInRate.getAsInt()));
    }
}
