package antrea.podnetwork.node;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One call of the CNI plug-in, validated: what kubelet asked for and the network configuration from its file.
///
/// @param containerId the sandbox of the Pod
/// @param netns path of the network namespace; may be empty on DEL, when it is already gone
/// @param pod namespace and name from `CNI_ARGS`
public record CniRequest(
        Command command, String containerId, String netns, String interfaceName, PodName pod, Config config) {
    private static final Pattern NETWORK_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    /// RFC 791; the other is the widest that the length field of IPv4 can tell.
    private static final int LEAST_MTU = 68;
    private static final int MOST_MTU = 65_535;

    /// What is asked for. VERSION is answered by the plug-in itself.
    public enum Command {
        ADD,
        CHECK,
        DEL
    }

    public record PodName(String namespace, String name) {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /// The network configuration. `mtu` 0 means not set.
    public record Config(
            CniVersion version,
            String networkName,
            String type,
            String ipamType,
            int mtu,
            Json.Obj dns,
            Optional<CniResult> prevResult) {}

    /// Reads the frame of the plug-in. Throws [CniError]: code 4 for a command or arguments that are wrong, 6 for
    /// what is not JSON of the right shape, 1 for a version that is not spoken, 7 for a configuration that says
    /// what cannot be.
    public static CniRequest parse(byte[] frame) {
        try {
            Json.Obj json = JsonText.read(frame).asObject("request");
            Command command = parseCommand(json.text("command", ""));
            Config config = parseConfig(json.object("config"), command);
            Map<String, String> args = parseArgs(json.text("args", ""));
            String containerId = json.text("containerId", "");
            String interfaceName = json.text("ifname", "");
            String netns = json.text("netns", "");
            if (containerId.isEmpty() || interfaceName.isEmpty()) {
                throw invalid("CNI_CONTAINERID and CNI_IFNAME must be set");
            }
            if (netns.isEmpty() && command != Command.DEL) {
                throw invalid("CNI_NETNS must be set for " + command);
            }
            PodName pod =
                    new PodName(args.getOrDefault("K8S_POD_NAMESPACE", ""), args.getOrDefault("K8S_POD_NAME", ""));
            return new CniRequest(command, containerId, netns, interfaceName, pod, config);
        } catch (JsonException e) {
            throw new CniError(CniError.Code.DECODING_FAILURE, "network configuration: " + e.getMessage(), e);
        }
    }

    private static CniError invalid(String message) {
        return new CniError(CniError.Code.INVALID_ENVIRONMENT_VARIABLES, message);
    }

    private static Command parseCommand(String text) {
        return switch (text) {
            case "ADD" -> Command.ADD;
            case "CHECK" -> Command.CHECK;
            case "DEL" -> Command.DEL;
            default ->
                throw invalid("unknown CNI_COMMAND \"" + text + "\"; this plug-in knows ADD, CHECK, DEL, VERSION");
        };
    }

    private static Config parseConfig(Json.Obj json, Command command) {
        String versionText = json.text("cniVersion", "");
        CniVersion version = CniVersion.of(versionText)
                .orElseThrow(() -> new CniError(
                        CniError.Code.INCOMPATIBLE_CNI_VERSION,
                        "CNI version \"" + versionText
                                + "\" is not supported; supported are 0.3.0, 0.3.1, 0.4.0, 1.0.0"));
        // DEL removes whatever that says, so it must not fail over it
        Optional<CniResult> previous = command == Command.DEL
                ? Optional.empty()
                : json.get("prevResult").map(p -> CniResult.parse(p.asObject("prevResult")));
        long mtu = json.number("mtu", 0);
        String name = json.text("name", "");
        String type = json.text("type", "");
        String ipamType = json.object("ipam").text("type", "");
        Json.Obj dns = json.object("dns");
        // after all that is only read: what is no configuration at all is refused as that
        if (command != Command.DEL) {
            validate(name, type, mtu);
        }
        return new Config(version, name, type, ipamType, (int) mtu, dns, previous);
    }

    /// What the specification asks of every configuration, and what no interface could be made by.
    private static void validate(String name, String type, long mtu) {
        if (!NETWORK_NAME.matcher(name).matches()) {
            throw invalidConfig(
                    "name",
                    '"' + name + '"',
                    "it must begin with a letter or digit, and hold only these" + " and any of _ . -");
        }
        if (type.isEmpty()) {
            throw invalidConfig("type", "\"\"", "it must be \"antrea\"");
        }
        if (mtu != 0 && (mtu < LEAST_MTU || mtu > MOST_MTU)) {
            throw invalidConfig("mtu", mtu, "it must be 0 for the Node's, or from " + LEAST_MTU + " to " + MOST_MTU);
        }
    }

    private static CniError invalidConfig(String key, Object value, String rule) {
        return new CniError(
                CniError.Code.INVALID_NETWORK_CONFIG, "network configuration: " + key + " is " + value + "; " + rule);
    }

    /// `KEY=VALUE` separated by semicolons.
    private static Map<String, String> parseArgs(String text) {
        Map<String, String> out = new HashMap<>();
        for (String pair : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                out.put(pair.substring(0, equals), pair.substring(equals + 1));
            } else if (!pair.isBlank()) {
                throw invalid("CNI_ARGS: \"" + pair + "\" is not KEY=VALUE");
            }
        }
        return out;
    }
}
