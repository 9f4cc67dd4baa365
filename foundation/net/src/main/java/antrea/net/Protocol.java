package antrea.net;

import java.util.Arrays;
import java.util.Optional;

/// The IP protocols that a rule or a Service can name, by their IANA numbers.
public enum Protocol {
    TCP(6),
    UDP(17),
    SCTP(132),
    ICMP(1),
    ICMPV6(58),
    IGMP(2);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// TCP, UDP and SCTP have ports; the others do not.
    public boolean hasPorts() {
        return this == TCP || this == UDP || this == SCTP;
    }

    public static Optional<Protocol> ofNumber(int number) {
        return Arrays.stream(values()).filter(p -> p.number == number).findFirst();
    }

    /// By the spelling of the Kubernetes API (`TCP`, `UDP`, `SCTP`) and of Antrea's (`ICMP`, `IGMP`).
    public static Optional<Protocol> ofName(String name) {
        return Arrays.stream(values()).filter(p -> p.name().equals(name)).findFirst();
    }
}
