package antrea.podnetwork.node;

import antrea.runtime.json.Json;
import java.util.Optional;

/// An error as the CNI specification defines it (section "Error"); codes from 100 on are the original's own.
public final class CniError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Codes of the specification and of the original.
    public enum Code {
        INCOMPATIBLE_CNI_VERSION(1),
        UNSUPPORTED_FIELD(2),
        UNKNOWN_CONTAINER(3),
        INVALID_ENVIRONMENT_VARIABLES(4),
        IO_FAILURE(5),
        DECODING_FAILURE(6),
        INVALID_NETWORK_CONFIG(7),
        TRY_AGAIN_LATER(11),
        IPAM_FAILURE(101),
        CONFIG_INTERFACE_FAILURE(102),
        CHECK_INTERFACE_FAILURE(103);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    private final Code code;

    public CniError(Code code, String message) {
        super(message);
        this.code = code;
    }

    public CniError(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /// The JSON that the plug-in prints.
    public Json toJson(String cniVersion) {
        return Json.Obj.EMPTY
                .with("cniVersion", cniVersion)
                .with("code", code.number())
                .with("msg", Optional.ofNullable(getMessage()).orElse(code.name()));
    }
}
