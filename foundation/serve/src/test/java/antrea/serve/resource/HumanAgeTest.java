package antrea.serve.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The ages of kubectl.
class HumanAgeTest {
    @ParameterizedTest
    @CsvSource({
        "PT-1S, 0s",
        "PT0.9S, 0s",
        "PT119S, 119s",
        "PT2M, 2m",
        "PT9M7S, 9m7s",
        "PT10M59S, 10m",
        "PT179M, 179m",
        "PT3H5M, 3h5m",
        "PT8H30M, 8h",
        "PT47H, 47h",
        "PT48H, 2d",
        "PT52H, 2d4h",
        "P8D, 8d",
        "P729D, 729d",
        "P730D, 2y",
        "P1100D, 3y5d",
        "P2920D, 8y"
    })
    void isShortAndOfTheLargeUnits(Duration age, String text) {
        assertEquals(text, HumanAge.of(age));
    }
}
