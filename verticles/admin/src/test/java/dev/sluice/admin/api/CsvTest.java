package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @Test
    void plainCellsAreWrittenAsTheyAre() {
        assertThat(Csv.line(Arrays.asList("gpt-5", 12L, null, true, ""))).isEqualTo("gpt-5,12,,true,\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a,b         | \"a,b\"",
                "say \"hi\"  | \"say \"\"hi\"\"\"",
                "l'été       | \"l'été\"",
                "` a`        | \" a\"",
            })
    void whatWouldBreakALineIsQuoted(String text, String cell) {
        assertThat(Csv.line(List.of(text))).isEqualTo(cell + "\r\n");
    }

    @Test
    void aLineBreakStaysWithinItsCell() {
        assertThat(Csv.line(List.of("a\r\nb", "c"))).isEqualTo("\"a\r\nb\",c\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"})
    void aFormulaIsMadeAText(String formula) {
        assertThat(Csv.line(List.of(formula))).startsWith("\"'" + formula);
    }

    @Test
    void anOrdinaryNumberBelowZeroIsNoFormula() {
        assertThat(Csv.line(List.of(-5L))).isEqualTo("-5\r\n");
    }
}
