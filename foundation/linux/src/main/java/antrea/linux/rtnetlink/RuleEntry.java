package antrea.linux.rtnetlink;

import antrea.net.IpFamily;
import java.util.OptionalInt;

/// A policy rule that looks a table up (ip-rule(8)). `mark` and `mask` are both 0 when the rule does not look at
/// the mark; `priority` empty lets the kernel choose.
public record RuleEntry(IpFamily family, OptionalInt priority, int mark, int mask, int table) {}
