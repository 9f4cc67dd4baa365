package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// R13: the lists in the documentation are made from the code.
class ReferenceTest {
    private static final String WRITE = "mvn -B -ntp -pl proof/house -am test -Dtest=ReferenceTest -Dreference=write"
            + " -Dsurefire.failIfNoSpecifiedTests=false";

    @Test
    void r13_listsAreThoseOfTheCode() throws IOException {
        Path folder = SourceTree.root().resolve("docs/reference");
        if ("write".equals(System.getProperty("reference"))) {
            write(folder);
        }
        assertEquals(List.of(), different(folder), () -> "Not what the code says. Make it anew: " + WRITE);
    }

    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> page : ReferencePages.all().entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
    }

    /// The pages of this folder that are missing or differ from the code.
    static List<String> different(Path folder) throws IOException {
        List<String> out = new ArrayList<>();
        for (Map.Entry<String, String> page : ReferencePages.all().entrySet()) {
            Path file = folder.resolve(page.getKey());
            if (!Files.exists(file) || !Files.readString(file).equals(page.getValue())) {
                out.add(page.getKey());
            }
        }
        return out;
    }
}
