package antrea.hostnet.driver;

import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;
import antrea.ovsdb.OvsdbException;
import antrea.ovsdb.vswitch.SwitchControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Connections of the userspace datapath: those of the switch process, by its control socket
/// (`dpctl/dump-conntrack`, `dpctl/flush-conntrack`, ovs-dpctl(8)).
public final class SwitchConnections implements ConnectionTable {
    private static final Pattern LINE =
            Pattern.compile("(\\w+),orig=\\(src=([^,]+),dst=([^,]+),sport=(\\d+),dport=(\\d+)\\),"
                    + "reply=\\(src=([^,]+),dst=[^,]+,sport=(\\d+),dport=\\d+\\)(.*)");

    /// The states of TCP in which nothing has come back, as the switch calls them.
    private static final Pattern UNANSWERED = Pattern.compile(".*protoinfo=\\(state=(CLOSED|SYN_SENT).*");

    private final Supplier<SwitchControl> control;
    private final String datapath;
    private final ToIntFunction<IpFamily> zone;

    /// `control` is asked at each call, since the switch may have been started again; `datapath` is the name that
    /// `dpctl` knows it by, as `netdev@ovs-netdev`.
    public SwitchConnections(Supplier<SwitchControl> control, String datapath, ToIntFunction<IpFamily> zone) {
        this.control = control;
        this.datapath = datapath;
        this.zone = zone;
    }

    @Override
    public int endIf(IpFamily family, Protocol protocol, Predicate<TrackedConnection> unwanted) {
        SwitchControl asked = control.get();
        String ours = "zone=" + zone.applyAsInt(family);
        String name = protocol.name().toLowerCase(Locale.ROOT) + ",";
        List<String> tuples = new ArrayList<>();
        asked.lines(
                line -> {
                    if (line.startsWith(name)) {
                        parse(line, protocol)
                                .filter(c -> c.source().address().family() == family && unwanted.test(c))
                                .ifPresent(c -> tuples.add(tuple(c)));
                    }
                },
                "dpctl/dump-conntrack",
                datapath,
                ours);
        int ended = 0;
        for (String tuple : tuples) {
            if (end(asked, ours, tuple)) {
                ended++;
            }
        }
        return ended;
    }

    /// Without the name of the datapath, which Open vSwitch 3.1.0 takes for a part of the connection; where there
    /// are several datapaths the switch refuses. False when the connection has ended by itself.
    private static boolean end(SwitchControl asked, String zone, String tuple) {
        try {
            asked.call("dpctl/flush-conntrack", zone, tuple);
            return true;
        } catch (OvsdbException e) {
            if (String.valueOf(e.getMessage()).contains("No such file or directory")) {
                return false;
            }
            throw e;
        }
    }

    /// Empty for a line about another protocol.
    static Optional<TrackedConnection> parse(String line, Protocol protocol) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches() || !protocol.name().toLowerCase(Locale.ROOT).equals(matcher.group(1))) {
            return Optional.empty();
        }
        return Optional.of(new TrackedConnection(
                protocol,
                peer(matcher, 2, 4),
                peer(matcher, 3, 5),
                peer(matcher, 6, 7),
                protocol == Protocol.TCP
                        && !UNANSWERED.matcher(matcher.group(8)).matches()));
    }

    private static TrackedConnection.Peer peer(Matcher matcher, int address, int port) {
        return new TrackedConnection.Peer(
                IpAddress.parse(String.valueOf(matcher.group(address))),
                Integer.parseInt(String.valueOf(matcher.group(port))));
    }

    private static String tuple(TrackedConnection connection) {
        String kind = connection.source().address().isV4() ? "nw" : "ipv6";
        return "ct_" + kind + "_src=" + connection.source().address() + ",ct_" + kind + "_dst="
                + connection.destination().address() + ",ct_nw_proto="
                + connection.protocol().number() + ",ct_tp_src="
                + connection.source().port() + ",ct_tp_dst="
                + connection.destination().port();
    }
}
