package antrea.bench;

import antrea.net.Cidr;
import antrea.net.Ipv4Address;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.OxmField;
import antrea.openflow.connection.ConnectionSettings;
import antrea.openflow.connection.OpenFlowSession;
import antrea.openflow.connection.Outcome;
import antrea.proof.ovs.RealOvs;
import antrea.runtime.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Flows into a real switch in one bundle: ours against `ovs-ofctl --bundle add-flows`, in turn, in one run.
/// Argument: how many flows. Prints one line of JSON with medians and spreads in milliseconds.
public final class Flows {
    private static final int ROUNDS = 7;
    private static final String BRIDGE = "bench";

    private Flows() {}

    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        List<Message> flows = flows(count);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        try (RealOvs ovs = RealOvs.start()) {
            ovs.addBridge(BRIDGE);
            Path file = ovs.runDir().resolve("flows.txt");
            try (OpenFlowSession session =
                    OpenFlowSession.open(ConnectionSettings.of(ovs.mgmtSocket(BRIDGE)), _ -> {})) {
                for (int round = 0; round <= ROUNDS; round++) {
                    double mine = millis(() -> commit(session, flows));
                    if (round == 0) {
                        Files.writeString(file, text(ovs.ofctl("dump-flows", BRIDGE, "--no-stats")));
                    }
                    ovs.ofctl("del-flows", BRIDGE);
                    double other = millis(() -> ovs.ofctl("--bundle", "add-flows", BRIDGE, file.toString()));
                    ovs.ofctl("del-flows", BRIDGE);
                    if (round > 0) { // the first round warms both up
                        ours.add(mine);
                        theirs.add(other);
                    }
                }
            }
        }
        print(count, ours, theirs);
    }

    private static void commit(OpenFlowSession session, List<Message> flows) {
        if (!(session.bundle(flows) instanceof Outcome.Committed)) {
            throw new IllegalStateException("the switch refused the bundle");
        }
    }

    private static List<Message> flows(int count) {
        List<Message> out = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Cidr source = Cidr.of(new Ipv4Address(0x0a000000 + i));
            Match match = Match.of(
                    FieldMatch.exact(OxmField.ETH_TYPE, 0x0800),
                    new FieldMatch(OxmField.IPV4_SRC, source.address().value(), source.mask()));
            List<Action> actions = List.of(new Action.Conjunction(i % 5000 + 2, 1, 3));
            out.add(FlowMod.add(new FlowKey(10, 200, match), actions, 0x1020000000000L));
        }
        return out;
    }

    private static String text(String dump) {
        return String.join(
                        "\n",
                        Arrays.stream(dump.split("\n"))
                                .filter(l -> l.contains("actions="))
                                .toList()) + "\n";
    }

    private static double millis(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e6;
    }

    @SuppressWarnings("SystemOut") // a benchmark prints its line
    private static void print(int count, List<Double> ours, List<Double> theirs) {
        PrintStream out = System.out;
        out.println(Json.Obj.EMPTY
                .with("bench", "flows")
                .with("flows", count)
                .with("rounds", ROUNDS)
                .with("oursMillis", spread(ours))
                .with("ofctlMillis", spread(theirs))
                .with("ratioOfMedians", Json.of(Math.round(100 * median(ours) / median(theirs)) / 100.0))
                .with("processors", Runtime.getRuntime().availableProcessors()));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static Json spread(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return Json.Obj.EMPTY
                .with("min", Json.of((double) Math.round(sorted.getFirst())))
                .with("median", Json.of((double) Math.round(median(values))))
                .with("max", Json.of((double) Math.round(sorted.getLast())));
    }
}
