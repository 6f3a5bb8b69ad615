package dev.sluice.wire.outline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ModelSpliceTest {
    private static final String BODY =
            " {\"input\":\"a \\\"model\\\":\\\"x\\\"\" , \"model\" : \"ca\\u006cled\",\"model2\":\"called\"}\n";

    @Test
    void onlyTheNameOfTheModelChanges() {
        Bytes body = Bytes.of(("##" + BODY).getBytes(StandardCharsets.UTF_8), 2, BODY.length() + 2);

        assertThat(ModelSplice.write(call(body, Asked.of(Operation.CHAT)), "up\"stream")
                        .utf8())
                .isEqualTo(BODY.replace("\"ca\\u006cled\"", "\"up\\\"stream\""));
    }

    @Test
    void theSameNameLeavesTheBytesAsTheyCame() {
        Bytes body = Bytes.utf8(BODY);

        assertThat(ModelSplice.write(call(body, Asked.of(Operation.CHAT)), "called"))
                .isSameAs(body);
    }

    @Test
    void aBodyThatDoesNotNameTheModelStaysAsItCame() {
        Bytes body = Bytes.utf8("{\"messages\":[{}]}");
        Asked asked = new Asked(Operation.CHAT, "named-in-path", Framing.WHOLE);

        assertThat(ModelSplice.write(
                        new Call(
                                new CallId("c"),
                                "r",
                                Dialect.BEDROCK,
                                Operation.CHAT,
                                Outlines.bedrock().read(asked, body, JsonLimits.DEFAULT),
                                body),
                        "upstream"))
                .isSameAs(body);
    }

    private static Call call(Bytes body, Asked asked) {
        return new Call(
                new CallId("c"),
                "r",
                Dialect.RESPONSES,
                Operation.CHAT,
                Outlines.responses().read(asked, body, JsonLimits.DEFAULT),
                body);
    }
}
