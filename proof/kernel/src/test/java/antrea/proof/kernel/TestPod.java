package antrea.proof.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.linux.command.CommandResult;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import java.util.ArrayList;
import java.util.List;

/// A Pod: a network namespace that the CNI plug-in has connected, with a web server that answers with the Pod's
/// name.
///
/// @param addresses at most one a family, as the plug-in answered
record TestPod(String name, TestNode node, List<IpAddress> addresses) {
    /// The port of the Pod's web server.
    static final int WEB = 8080;

    static final int OTHER = 9090;

    /// Where the Pod answers with its name over UDP.
    static final int UDP = 5300;

    /// Where the Pod sends back what it gets over TCP.
    static final int ECHO = 7000;

    /// Bytes of the page `large`.
    static final int LARGE = 1 << 20;

    /// Where the Pod answers over SCTP.
    static final int SCTP = 9899;

    TestPod {
        addresses = List.copyOf(addresses);
    }

    IpAddress address(IpFamily family) {
        return addresses.stream().filter(a -> a.family() == family).findFirst().orElseThrow();
    }

    void ping(IpAddress target) {
        Shell.await("ping from " + name + " to " + target, () -> Shell.attempt(name, "ping -c1 -W2 " + target)
                .isSuccess());
    }

    /// Asserts that each of `answers`, and nobody else, answers at the address.
    void expectAnswer(IpAddress target, int port, String... answers) {
        expectAnswer(name, target, port, answers);
    }

    static void expectAnswer(String namespace, IpAddress target, int port, String... answers) {
        List<String> missing = new ArrayList<>(List.of(answers));
        Shell.await(() -> "from " + namespace + " to " + at(target, port) + ": no answer of " + missing, () -> {
            var result = get(namespace, target, port);
            if (result.isSuccess()) {
                assertEquals(true, List.of(answers).contains(result.output()), "answer of " + result.output());
                missing.remove(result.output());
            }
            return missing.isEmpty();
        });
    }

    /// Asserts that this one, and nobody else, answers over SCTP.
    static void expectSctpAnswer(String namespace, IpAddress target, int port, String answer) {
        Shell.await(() -> "from " + namespace + " to SCTP " + at(target, port) + ": no answer of " + answer, () -> {
            String said = sctpOnce(namespace, target, port);
            if (said.isEmpty()) {
                return false;
            }
            assertEquals(answer, said, "answer at SCTP " + at(target, port));
            return true;
        });
    }

    /// Asserts that nobody answers over SCTP.
    void expectSctpSilence(IpAddress target, int port) {
        assertEquals("", sctpOnce(name, target, port), "from " + name + " to SCTP " + at(target, port));
    }

    private static String sctpOnce(String namespace, IpAddress target, int port) {
        String peer = (target.isV4() ? "SCTP4:" : "SCTP6:") + at(target, port);
        return Shell.attempt(namespace, "busybox timeout 3 socat -u " + peer + " STDOUT")
                .output();
    }

    /// Asserts that each of `answers`, and nobody else, answers over UDP.
    void expectUdpAnswer(IpAddress target, int port, String... answers) {
        expectUdpAnswer(name, target, port, answers);
    }

    static void expectUdpAnswer(String namespace, IpAddress target, int port, String... answers) {
        List<String> missing = new ArrayList<>(List.of(answers));
        Shell.await(() -> "from " + namespace + " to UDP " + at(target, port) + ": no answer of " + missing, () -> {
            String answer = Talk.udpOnce(namespace, target, port);
            if (!answer.isEmpty() && !answer.equals(Talk.REFUSED)) {
                assertEquals(true, List.of(answers).contains(answer), "answer of " + answer);
                missing.remove(answer);
            }
            return missing.isEmpty();
        });
    }

    /// As [#expectSilence], over UDP.
    void expectUdpSilence(IpAddress target, int port) {
        Shell.await(name + " still reaches UDP " + at(target, port), () -> Talk.udpOnce(name, target, port)
                .isEmpty());
    }

    /// Asserts that a packet of that many bytes passes whole, that no larger one may leave the Pod, and that a large
    /// page arrives.
    void expectWholePackets(TestPod other, int mtu) {
        assertEquals(
                Integer.toString(mtu),
                Shell.in(name, "cat /sys/class/net/eth0/mtu").strip(),
                "MTU of " + name);
        for (IpAddress target : other.addresses()) {
            int headers = target.isV4() ? 28 : 48;
            String ping = "ping -c1 -W2 -M do " + target + " -s ";
            Shell.await(mtu + " bytes from " + name + " to " + target, () -> Shell.attempt(name, ping + (mtu - headers))
                    .isSuccess());
            CommandResult larger = Shell.attempt(name, ping + (mtu - headers + 1) + " -W0.1");
            assertEquals(true, larger.toString().contains("message too long"), larger.toString());
            CommandResult page = Shell.attempt(name, "busybox wget -q -O - http://" + at(target, WEB) + "/large");
            assertEquals(LARGE, page.output().length(), "bytes of the large page from " + target);
        }
    }

    /// Asserts that soon nobody answers there, not even with a refusal.
    void expectSilence(IpAddress target, int port) {
        expectSilence(name, target, port);
    }

    static void expectSilence(String namespace, IpAddress target, int port) {
        // 143: ended by timeout, so neither answer nor refusal came
        Shell.await(
                namespace + " still reaches " + at(target, port),
                () -> get(namespace, target, port).exitCode() == 143);
    }

    static CommandResult get(String namespace, IpAddress target, int port) {
        return Shell.attempt(namespace, "busybox timeout 1 busybox wget -q -O - http://" + at(target, port) + "/");
    }

    private static String at(IpAddress target, int port) {
        return (target.isV4() ? target.toString() : "[" + target + "]") + ":" + port;
    }
}
