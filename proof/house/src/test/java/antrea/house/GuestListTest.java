package antrea.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every test class that needs a real switch or a kernel is in the list of `proof/kernel/test`: as one that runs in
/// the guest, or by name among those left out. A class that nobody thought of would say nothing of the kernel
/// datapath, and nobody would know.
class GuestListTest {
    private static final Pattern TAGGED = Pattern.compile("@Tag\\(\"(ovs|kernel)\"\\)");

    @Test
    void everyClassRunsInTheGuestOrIsNamedAsLeftOut() throws IOException {
        String list = Files.readString(SourceTree.root().resolve("proof/kernel/test"));
        List<String> missing = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            String name = file.getFileName().toString().replace(".java", "");
            boolean tests = name.endsWith("Test")
                    && TAGGED.matcher(Files.readString(file)).find();
            if (tests && !Pattern.compile("\\b" + name + "\\b").matcher(list).find()) {
                missing.add(name);
            }
        }
        assertEquals(List.of(), missing, "in proof/kernel/test neither run nor named as left out");
    }
}
