package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.RawJson;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReshapedTest {
    private static final BodyChange CHANGE = new BodyChange(
            Set.of("model"), Map.of("dimensions", "output_dimension"), Map.of("version", new RawJson("\"v-1\"")));
    private static final Shape SHAPE = new Shape(CHANGE, new Rules(Shaping.NONE));
    private static final Occasion ANY = new Occasion(Operation.EMBEDDING, "m", false, "r-1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"model":"m","a":1.50}                    | {"a":1.50,"version":"v-1"}
            {"version":"mine","a":[]}                 | {"version":"mine","a":[]}
            {"dimensions":3,"version":null}           | {"version":null,"output_dimension":3}
            {"dimensions":3,"output_dimension":4}     | {"output_dimension":4,"version":"v-1"}
            ["model"]                                 | ["model"]
            not JSON                                  | not JSON
            """)
    void membersAreLeftOutRenamedAndAddedWhereTheCallerGivesNone(String body, String changed) {
        assertThat(SHAPE.of(HttpHeaders.headers(), Bytes.utf8(body), ANY).body().utf8())
                .isEqualTo(changed);
    }
}
