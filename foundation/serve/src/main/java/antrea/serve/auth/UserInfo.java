package antrea.serve.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who asks.
public record UserInfo(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /// The group whose members may do everything.
    public static final String MASTERS = "system:masters";

    private static final String AUTHENTICATED = "system:authenticated";

    public static final UserInfo ANONYMOUS =
            new UserInfo("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    public UserInfo {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    public static UserInfo of(String name, String... groups) {
        return new UserInfo(name, "", List.of(groups), Map.of());
    }

    /// The user as everybody who proved an identity: also in `system:authenticated`.
    UserInfo authenticated() {
        if (groups.contains(AUTHENTICATED)) {
            return this;
        }
        List<String> more = new ArrayList<>(groups);
        more.add(AUTHENTICATED);
        return new UserInfo(name, uid, more, extra);
    }
}
