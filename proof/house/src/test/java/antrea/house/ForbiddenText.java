package antrea.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// R8, R10 and the words of the house, as what no line of a source may hold.
final class ForbiddenText {
    private static final String SLEEP = "a sleep";

    /// In every source. Names of API kinds (AntreaAgentInfo, AntreaControllerInfo, UserInfo) are not ours to choose.
    private static final Map<String, Pattern> EVERYWHERE = Map.of(
            "a class named Manager, Helper, Util, Impl, Data or Info",
            Pattern.compile("\\b(class|record|interface|enum) \\w*(Manager|Helper|Utils?|Impl|Data"
                    + "|(?<!\\b(Agent|Controller|User))Info)\\b"),
            "a skipped test",
            Pattern.compile("@Disabled|assumeTrue\\(|assumeFalse\\(|assumeThat\\("),
            "unfinished work",
            Pattern.compile("\\b(TODO|FIXME|XXX)\\b"),
            SLEEP,
            Pattern.compile("Thread\\.sleep\\("),
            "a mock library (R8)",
            Pattern.compile("\\b(org\\.(mockito|easymock|powermock|jmock)|mockit|io\\.mockk)\\."));

    /// In what ships (R10).
    private static final Map<String, Pattern> IN_PRODUCT = Map.of(
            "a lock that a virtual thread cannot leave while it waits; use ReentrantLock",
            Pattern.compile("^\\s*(?!\\*|//).*\\bsynchronized\\b *[({a-zA-Z]"),
            "a command of a shell: a name with a blank in it becomes another command",
            Pattern.compile("\"(/bin/|/usr/bin/)?(sh|bash|dash)\"|\\.exec\\(\""));

    /// In a build file (R8): a mock library as a dependency.
    private static final Pattern MOCKS =
            Pattern.compile("<(groupId|artifactId)>[^<]*(mockito|easymock|powermock|jmock|mockk)[^<]*<");

    private static final Pattern FAKE = Pattern.compile("^[\\w ]*\\b(class|record|interface|enum) Fake\\w*");

    private ForbiddenText() {}

    /// What is forbidden in these lines of a source: line number and rule.
    static List<String> in(List<String> lines, boolean product) {
        Map<String, Pattern> rules = new TreeMap<>(EVERYWHERE);
        if (product) {
            rules.putAll(IN_PRODUCT);
        }
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            for (Map.Entry<String, Pattern> rule : rules.entrySet()) {
                if (rule.getValue().matcher(lines.get(i)).find()) {
                    found.add((i + 1) + ": " + rule.getKey());
                }
            }
        }
        return found;
    }

    /// Fakes that this source declares although it is in no package `testing` (R8). Read from the text, since the
    /// test classes of other modules are not on the class path here.
    static List<String> fakes(String path, List<String> lines) {
        return path.contains("/testing/")
                ? List.of()
                : lines.stream()
                        .filter(line -> FAKE.matcher(line).find())
                        .map(String::strip)
                        .toList();
    }

    /// What is forbidden in these lines of a `pom.xml`.
    static List<String> inBuildFile(List<String> lines) {
        return lines.stream().filter(l -> MOCKS.matcher(l).find()).toList();
    }
}
