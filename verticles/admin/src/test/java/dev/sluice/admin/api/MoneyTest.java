package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1000000000",
        "0.1, 100000000",
        "12.50, 12500000000",
        "1e-9, 1",
        "1.5e2, 150000000000",
        "0.000000001000, 1",
        "-3, -3000000000",
        "1000000000, 1000000000000000000",
        "'\"12.50\"', 12500000000",
        "'\"-0.000000001\"', -1",
        "'\"0001\"', 1000000000"
    })
    void everyDigitCounts(String json, long nanoDollars) {
        assertThat(Money.any().read(value(json))).isEqualTo(new NanoDollars(nanoDollars));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e-10",
                "0.0000000001",
                "1e64",
                "1e999999999",
                "1e-999999999",
                "1000000000.000000001",
                "-1000000001",
                "\"\"",
                "\" 1\"",
                "\"1 \"",
                "\"+1\"",
                "\".5\"",
                "\"1.\"",
                "\"1e3\"",
                "\"1,5\"",
                "\"1.0000000001\"",
                "\"12345678901\"",
                "\"\u0661\"",
                "\"NaN\"",
                "true",
                "[1]"
            })
    void whatIsNotExactlyAnAmountIsRefused(String json) {
        assertThatThrownBy(() -> Money.any().read(value(json))).isInstanceOf(GatewayException.class);
    }

    @Test
    void moneyIsWrittenInBothFormsAndNothingAsNull() {
        var json = Json.object();

        Money.write(json, "cost", new NanoDollars(1_500_000));
        Money.write(json, "big", new NanoDollars(Long.MAX_VALUE));
        Money.write(json, "none", null);

        assertThat(json.toString())
                .isEqualTo("{\"cost\":\"0.0015\",\"cost_nanodollars\":1500000,"
                        + "\"big\":\"9223372036.854775807\",\"big_nanodollars\":9223372036854775807,"
                        + "\"none\":null,\"none_nanodollars\":null}");
    }

    private static Value value(String json) {
        return new Value("amount", Json.read(Bytes.utf8(json)));
    }
}
