package antrea.linux.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.linux.LinuxException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandRunnerTest {
    private final CommandRunner runner = new CommandRunner(List.of(), Duration.ofSeconds(10));

    @Test
    void inputGoesInAndOutputComesOut() {
        String large = "line\n".repeat(100_000);
        assertEquals(new CommandResult(0, large, ""), runner.run(List.of("cat"), large));
        assertEquals(
                new CommandResult(3, "o", "e"), runner.run(List.of("sh", "-c", "printf o; printf e >&2; exit 3"), ""));
        CommandRunner prefixed = new CommandRunner(List.of("env", "A=1"), Duration.ofSeconds(10));
        assertEquals("1", prefixed.runSuccessfully(List.of("sh", "-c", "printf $A"), ""));
    }

    @Test
    void aProgramThatIgnoresItsInputIsNoFault() {
        assertTrue(runner.run(List.of("true"), "x".repeat(1 << 20)).isSuccess());
    }

    @Test
    void failuresCarryTheWordsOfTheProgram() {
        LinuxException e = assertThrows(
                LinuxException.class, () -> runner.runSuccessfully(List.of("sh", "-c", "echo bad >&2; exit 2"), ""));
        assertTrue(String.valueOf(e.getMessage()).endsWith("failed with exit code 2: bad"), String.valueOf(e));
        assertThrows(LinuxException.class, () -> runner.run(List.of("no-such-program-here"), ""));
    }

    @Test
    void aProgramThatHangsIsKilled() {
        CommandRunner impatient = new CommandRunner(List.of(), Duration.ofMillis(100));
        assertThrows(LinuxException.class, () -> impatient.run(List.of("sleep", "100"), ""));
    }
}
