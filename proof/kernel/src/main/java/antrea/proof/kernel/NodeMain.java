package antrea.proof.kernel;

import antrea.bridge.DatapathProfile;
import antrea.bridge.KernelDatapath;
import antrea.bridge.UserspaceDatapath;
import antrea.feature.TrafficMode;
import antrea.kube.object.Node;
import antrea.kube.resource.Resources;
import antrea.kube.resource.TokenReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The agent's code in a process of its own, in the network namespace it was started in. What the API server would
/// send comes on standard input: the first line is this Node's object, each further line one change, see [Feed].
/// Standard output says `prepared`, then `ready`. It ends with its input.
public final class NodeMain {
    private NodeMain() {}

    /// `arguments`: the directory of the switch's sockets, a directory of its own, `system` or `netdev`, a
    /// [TrafficMode], the type of the tunnel.
    public static void main(String[] arguments) {
        Path switchDirectory = Path.of(arguments[0]);
        Path ownDirectory = Path.of(arguments[1]);
        DatapathProfile datapath = arguments[2].equals("system") ? new KernelDatapath(true) : new UserspaceDatapath();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Node self = Resources.NODES.reader().read(TokenReader.over(line(in).getBytes(StandardCharsets.UTF_8)));
            NodeTraffic traffic = new NodeTraffic(TrafficMode.valueOf(arguments[3]), arguments[4]);
            NodeWiring wiring =
                    NodeWiring.prepare(self, new NodeWiring.Places(switchDirectory, ownDirectory), datapath, traffic);
            answers().println("prepared");
            wiring.networkReady().thenRun(() -> answers().println("ready"));
            wiring.start();
            Feed feed = new Feed(wiring.calculation());
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                feed.observe(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("standard input", e);
        }
        System.exit(0);
    }

    private static String line(BufferedReader in) throws IOException {
        String text = in.readLine();
        if (text == null) {
            throw new IOException("ended before the Node's object");
        }
        return text;
    }

    /// Standard output is the answer to the test that started us, not a log.
    @SuppressWarnings("SystemOut")
    private static PrintStream answers() {
        return System.out;
    }
}
