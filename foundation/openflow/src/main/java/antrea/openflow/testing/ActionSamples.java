package antrea.openflow.testing;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.PortRange;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Action.LearnSpec;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// Random actions: each can be written and read, not each would be taken by a switch.
public final class ActionSamples {
    private static final int KINDS = 16;

    private final RandomGenerator random;
    private final MatchSamples matches;

    public ActionSamples(RandomGenerator random) {
        this.random = random;
        this.matches = new MatchSamples(random);
    }

    /// Up to five actions, of which the last may be a goto.
    public List<Action> flowActions() {
        List<Action> out = new ArrayList<>(list(5));
        if (random.nextBoolean()) {
            out.add(new Action.GotoTable(random.nextInt(254)));
        }
        return out;
    }

    /// Up to `most` actions without a goto.
    public List<Action> list(int most) {
        List<Action> out = new ArrayList<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            out.add(action());
        }
        return out;
    }

    /// Any action but a goto.
    public Action action() {
        return ofKind(random.nextInt(KINDS));
    }

    private Action ofKind(int kind) {
        return switch (kind) {
            case 0 -> new Action.Output(random.nextInt());
            case 1 -> new Action.OutputField(matches.bits(1 + random.nextInt(32)));
            case 2 -> new Action.SetField(matches.field(matches.anyField()));
            case 3 -> move();
            case 4 -> new Action.DecTtl();
            case 5 -> new Action.PushVlan(0x8100);
            case 6 -> new Action.PopVlan();
            case 7 -> new Action.Group(random.nextInt());
            case 8 -> new Action.Meter(random.nextInt());
            case 9 -> new Action.Resubmit(random.nextInt(255));
            case 10 -> new Action.CtClear();
            case 11 -> ct();
            case 12 -> new Action.Conjunction(random.nextInt(), 1 + random.nextInt(3), 3);
            case 13 ->
                new Action.Controller(
                        random.nextInt(65536), random.nextInt(4), bytes(random.nextInt(20)), random.nextBoolean());
            case 14 -> learn();
            default -> new Action.Note(bytes(6 + 8 * random.nextInt(3)));
        };
    }

    private Action move() {
        int width = 1 + random.nextInt(32);
        return new Action.Move(matches.bits(width), matches.bits(width));
    }

    private Action ct() {
        boolean commit = random.nextBoolean();
        OptionalInt table = random.nextBoolean() ? OptionalInt.of(random.nextInt(255)) : OptionalInt.empty();
        Action.Zone zone = random.nextBoolean()
                ? new Action.Zone.Fixed(random.nextInt(65536))
                : new Action.Zone.InField(matches.bits(16));
        Optional<Action.Nat> nat = random.nextBoolean() ? Optional.of(nat()) : Optional.empty();
        List<Action> exec = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            exec.add(
                    random.nextBoolean()
                            ? move()
                            : new Action.SetField(
                                    matches.field(random.nextBoolean() ? OxmField.CT_MARK : OxmField.CT_LABEL)));
        }
        return new Action.Ct(commit, commit && random.nextBoolean(), table, zone, nat, exec);
    }

    private Action.Nat nat() {
        IpFamily family = random.nextBoolean() ? IpFamily.V4 : IpFamily.V6;
        IpAddress first = IpAddress.of(family, matches.number(family.bits()));
        IpAddress last = random.nextBoolean() ? first : first.plus(1 + random.nextInt(100));
        int port = 1 + random.nextInt(60000);
        Optional<PortRange> ports =
                random.nextBoolean() ? Optional.of(new PortRange(port, port + random.nextInt(3))) : Optional.empty();
        return switch (random.nextInt(3)) {
            case 0 -> new Action.Nat.Restore();
            case 1 -> new Action.Nat.Source(first, last, ports);
            default -> new Action.Nat.Destination(first, last, ports);
        };
    }

    private Action learn() {
        List<LearnSpec> specs = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            specs.add(learnSpec());
        }
        return new Action.Learn(
                random.nextInt(255),
                random.nextInt(65536),
                random.nextInt(65536),
                random.nextInt(65536),
                random.nextInt(65536),
                random.nextLong(),
                random.nextBoolean(),
                specs);
    }

    private LearnSpec learnSpec() {
        BitRange any = matches.bits();
        int width = 1 + random.nextInt(32);
        return switch (random.nextInt(5)) {
            case 0 -> new LearnSpec.MatchValue(any, matches.number(any.width()));
            case 1 -> new LearnSpec.LoadValue(any, matches.number(any.width()));
            case 2 -> new LearnSpec.MatchField(matches.bits(width), matches.bits(width));
            case 3 -> new LearnSpec.LoadField(matches.bits(width), matches.bits(width));
            default -> new LearnSpec.OutputField(matches.bits(width));
        };
    }

    /// So many random bytes.
    public Bytes bytes(int count) {
        byte[] out = new byte[count];
        random.nextBytes(out);
        return Bytes.of(out);
    }
}
