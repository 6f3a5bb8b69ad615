package dev.sluice.wire.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Thinking;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Asked;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.dialects.Dialects;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the suffix of a model's name changes in one dialect: only what is generated. */
class RelayTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ANTHROPIC | COUNT_TOKENS | {"model":"base","x":1, "messages":[{"role":"user","content":"Hi"}]}
            OPENAI    | COMPLETION   | {"model":"base","x":1, "prompt":"Hi"}
            OPENAI    | EMBEDDING    | {"model":"base","x":1, "input":"Hi"}
            GEMINI    | COUNT_TOKENS | {"x":1, "contents":[{"parts":[{"text":"Hi"}]}]}
            """)
    void whatIsNotAChatStaysAsItCameButForTheModel(Dialect dialect, Operation operation, String expected) {
        Relay relay = relay(dialect, operation, expected.replace("base", "base-high"));

        assertThat(relay.isVerbatim()).isTrue();
        assertThat(relay.request().utf8()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OPENAI    | {"model":"base-high","messages":[{"role":"user","content":"Hi"}]}
            ANTHROPIC | {"model":"base-high","max_tokens":64,"messages":[{"role":"user","content":"Hi"}]}
            """)
    void aChatIsWrittenAnew(Dialect dialect, String json) {
        assertThat(relay(dialect, Operation.CHAT, json).isVerbatim()).isFalse();
    }

    private static Relay relay(Dialect dialect, Operation operation, String json) {
        DialectCodec codec = Dialects.codec(dialect);
        Asked asked =
                dialect == Dialect.GEMINI ? new Asked(operation, "base-high", Framing.WHOLE) : Asked.of(operation);
        Bytes body = Bytes.utf8(json);
        Call call = new Call(
                new CallId("c"),
                "r",
                dialect,
                operation,
                codec.readRequest(asked, body, JsonLimits.DEFAULT),
                body,
                "base",
                new Thinking(null, "high", null, null, null, Extras.NONE),
                Map.of());
        return new Relay(call, codec, codec, new Addressee("base", Set.of()));
    }
}
