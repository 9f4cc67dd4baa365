package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// R13: the lists in the documentation are made from the code.
class ReferenceTest {
    private static final String WRITE = "mvn -B -ntp -pl proof/house -am test -Dtest=ReferenceTest -Dreference=write"
            + " -Dsurefire.failIfNoSpecifiedTests=false";

    @Test
    void r13_listsAreThoseOfTheCode() throws IOException {
        Path folder = SourceTree.root().resolve("docs/reference");
        for (Map.Entry<String, String> page : ReferencePages.all().entrySet()) {
            Path file = folder.resolve(page.getKey());
            if ("write".equals(System.getProperty("reference"))) {
                Files.createDirectories(folder);
                Files.writeString(file, page.getValue());
            }
            assertEquals(
                    page.getValue(),
                    Files.exists(file) ? Files.readString(file) : "",
                    () -> file + " is not what the code says. Make it anew: " + WRITE);
        }
    }
}
