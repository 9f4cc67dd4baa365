package antrea.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A configuration that must not start: options that contradict each other, or an option of the original that this
/// version cannot fulfil yet. Such an option may stand in the file while it is switched off or has its default; else
/// it ends the start, since an option must never be ignored in silence. Lists of rules are data, one line each.
///
/// @param key the key to blame, as in the file
/// @param broken whether a configuration breaks the rule
/// @param message what is wrong and what to do instead
public record ConfigRule<C>(String key, Predicate<C> broken, String message) {
    /// For an option whose feature is not there yet.
    public static <C> ConfigRule<C> later(String key, Predicate<C> wanted) {
        return new ConfigRule<>(key, wanted, "is not there yet in this version; leave it out");
    }

    /// For an option that the original lets one switch off, and we do not.
    public static <C> ConfigRule<C> needed(String key, Predicate<C> switchedOff) {
        return new ConfigRule<>(key, switchedOff, "cannot be switched off in this version; leave it out");
    }

    /// Throws one [ConfigException] that names every broken rule of the list.
    public static <C> void check(List<ConfigRule<C>> rules, C config, String where) {
        List<String> refusals = new ArrayList<>();
        for (ConfigRule<C> rule : rules) {
            if (rule.broken.test(config)) {
                refusals.add(rule.key + ": " + rule.message);
            }
        }
        if (!refusals.isEmpty()) {
            throw new ConfigException(where + ": " + String.join("; ", refusals));
        }
    }
}
