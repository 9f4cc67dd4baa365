package antrea.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {
    @TempDir
    private Path directory;

    @Test
    void memoryOfThisProcessIsRead() {
        ProcessMemory memory = ProcessMemory.read();
        assertTrue(memory.residentBytes() > 1 << 20 && memory.peakResidentBytes() >= memory.residentBytes());
    }

    @Test
    void aStatusWithoutSizesIsRefused() {
        assertEquals(new ProcessMemory(2048, 4096), ProcessMemory.parse("VmHWM:\t 4 kB\nVmRSS:\t2 kB\n"));
        for (String bad :
                new String[] {"", "VmRSS: x kB\nVmHWM: 1 kB", "VmRSS: 1 kB", "VmRSS: 9999999999999999 kB\nVmHWM: 1 kB"
                }) {
            assertThrows(LinuxException.class, () -> ProcessMemory.parse(bad), bad);
        }
    }

    @Test
    void kernelParametersAreReadAndWritten() throws IOException {
        Files.createDirectories(directory.resolve("net/ipv4/conf/a.b"));
        Files.writeString(directory.resolve("net/ipv4/conf/a.b/rp_filter"), "1\n");
        Sysctl sysctl = new Sysctl(directory);
        assertEquals(Optional.of("1"), sysctl.read("net/ipv4/conf/a.b/rp_filter"));
        sysctl.write("net/ipv4/conf/a.b/rp_filter", "2");
        assertEquals(Optional.of("2"), sysctl.read("net/ipv4/conf/a.b/rp_filter"));
        assertEquals(Optional.empty(), sysctl.read("net/none"));
        assertThrows(LinuxException.class, () -> sysctl.write("net/none", "1"));
        assertThrows(LinuxException.class, () -> sysctl.read("../x"));
    }

    /// The kernel hands out a number in one read only: read in parts, 32768 is 3.
    @Test
    void aNumberOfTheKernelIsReadWhole() {
        int most = Integer.parseInt(
                new Sysctl(Path.of("/proc/sys")).read("kernel/pid_max").orElseThrow());
        assertTrue(most >= ProcessHandle.current().pid(), () -> "kernel/pid_max " + most);
    }
}
