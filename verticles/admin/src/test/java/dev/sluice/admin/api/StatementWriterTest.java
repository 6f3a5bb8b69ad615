package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.NanoDollars;
import dev.sluice.store.Statements.Line;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementWriterTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {"-1, ~\"'-1\"~", "＝1+1, ~\"'＝1+1\"~", "'quoted, ~\"'quoted\"~", "plain, plain"})
    void textIsHarmlessAndAmountsAreNumbers(String reason, String written) {
        Instant day = Instant.EPOCH;
        var sheet = new StatementWriter.Sheet(day, day);
        sheet.opening(NanoDollars.ZERO);
        sheet.line(new Line(day, "adjust", "", 0, new NanoDollars(-1_500_000_000L), reason, null));
        sheet.closing(new NanoDollars(-1_500_000_000L), true);

        String text = sheet.answer("user_id", "ada").body().utf8();

        assertThat(text)
                .isEqualTo("at,kind,model,calls,amount,reason,external_id,balance\r\n"
                        + "1970-01-01T00:00:00Z,opening,,,,,,0\r\n"
                        + "1970-01-01T00:00:00Z,adjust,,0,-1.5," + written + ",,-1.5\r\n"
                        + "1970-01-01T00:00:00Z,closing,,,,proven,,-1.5\r\n");
    }
}
