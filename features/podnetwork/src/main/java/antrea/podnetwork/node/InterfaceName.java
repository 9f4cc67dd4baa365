package antrea.podnetwork.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Names of host interfaces: at most 15 bytes, readable, and the same for the same Pod as the original's, so that
/// ports made by it are found again.
public final class InterfaceName {
    private static final int PREFIX_LENGTH = 8;
    private static final int HASH_LENGTH = 6;

    private InterfaceName() {}

    /// The host end of a Pod's veth pair: up to eight letters of the Pod's name and six of a hash of its
    /// container.
    public static String ofPod(String podName, String containerId) {
        String prefix = podName;
        if (podName.length() > PREFIX_LENGTH) {
            prefix = podName.substring(0, PREFIX_LENGTH);
            while (prefix.startsWith("-")) {
                prefix = prefix.substring(1);
            }
        }
        return prefix + suffixOf(containerId);
    }

    /// What the names of all interfaces of a container end with.
    public static String suffixOf(String containerId) {
        return "-" + sha1(containerId).substring(0, HASH_LENGTH);
    }

    private static String sha1(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
