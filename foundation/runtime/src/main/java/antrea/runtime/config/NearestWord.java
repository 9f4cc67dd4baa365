package antrea.runtime.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Guesses what somebody meant who wrote something else.
public final class NearestWord {
    private NearestWord() {}

    /// The known word with the fewest edits (Levenshtein, case set aside), empty when none is near.
    public static Optional<String> of(String word, Collection<String> known) {
        Optional<String> best = Optional.empty();
        int fewest = Math.max(2, word.length() / 2) + 1;
        for (String candidate : known) {
            int edits = edits(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
