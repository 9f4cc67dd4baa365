package antrea.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// An option of the original that this version cannot fulfil yet. It may stand in the file while it is switched off;
/// switched on, it ends the start: an option must never be ignored in silence.
///
/// @param key the key, as in the file
/// @param switchedOn whether a configuration asks for it
/// @param message what is missing and what to do instead
public record Unfinished<C>(String key, Predicate<C> switchedOn, String message) {

    /// Throws one [ConfigException] that names every option of the list that `config` switches on.
    public static <C> void refuse(List<Unfinished<C>> unfinished, C config, String where) {
        List<String> asked = new ArrayList<>();
        for (Unfinished<C> option : unfinished) {
            if (option.switchedOn.test(config)) {
                asked.add(option.key + ": " + option.message);
            }
        }
        if (!asked.isEmpty()) {
            throw new ConfigException(where + ": " + String.join("; ", asked));
        }
    }
}
