package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// R9: what we have closed, by `enum` or `sealed`, is told apart case by case, in tests as in what ships.
class ClosedSwitchTest {
    private static final Pattern MAY_BE_OPEN =
            Pattern.compile("\\bswitch\\b(?s:.)*(\\bdefault\\b|case \\w+(\\.\\w+)* \\w+ ->)");
    private static final Pattern FOLDER = Pattern.compile(".*/src/(main|test)/java/");

    @Test
    void r9_switchesOverEnumsAndSealedTypesNameEveryCase() throws IOException {
        List<Path> suspects = new ArrayList<>();
        List<Path> files = SourceTree.files();
        for (Path file : files) {
            if (MAY_BE_OPEN.matcher(Files.readString(file)).find()) {
                suspects.add(file);
            }
        }
        assertTrue(suspects.size() > 50, () -> "only " + suspects.size() + " sources have a default");
        String sourcePath = files.stream()
                .map(file -> FOLDER.matcher(file.toString()))
                .filter(java.util.regex.Matcher::lookingAt)
                .map(java.util.regex.Matcher::group)
                .distinct()
                .collect(Collectors.joining(":"));
        try (StandardJavaFileManager manager =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            assertEquals(
                    List.of(),
                    ClosedSwitches.withDefault(manager.getJavaFileObjectsFromPaths(suspects), sourcePath),
                    "Name the cases; where one kind alone matters, ask by instanceof or == instead.");
        }
    }
}
