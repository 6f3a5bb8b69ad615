package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.catalog.SystemPrompt.Mode;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Part;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a channel tells its models, in each dialect and from each into each. */
class SystemPromptTest {
    private static final String OWN = "Speak like a pirate.";
    private static final String TEXT = "Be brief.";

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void forcedItTakesThePlaceOfTheCallersOwn(Dialect upstream) {
        for (Dialect caller : Dialect.values()) {
            assertThat(told(asking(caller, OWN), upstream, Mode.FORCE))
                    .as("%s to %s", caller, upstream)
                    .containsExactly(TEXT);
            assertThat(told(asking(caller, null), upstream, Mode.FORCE)).containsExactly(TEXT);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void asAPrefixItComesBeforeTheCallersOwnInOneMessage(Dialect upstream) {
        for (Dialect caller : Dialect.values()) {
            assertThat(told(asking(caller, OWN), upstream, Mode.PREFIX))
                    .as("%s to %s", caller, upstream)
                    .containsExactly(TEXT + "\n\n" + OWN);
            assertThat(told(asking(caller, null), upstream, Mode.PREFIX)).containsExactly(TEXT);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void asADefaultItStandsInOnlyWhereTheCallerSaysNothing(Dialect upstream) {
        for (Dialect caller : Dialect.values()) {
            assertThat(told(asking(caller, OWN), upstream, Mode.DEFAULT))
                    .as("%s to %s", caller, upstream)
                    .containsExactly(OWN);
            assertThat(told(asking(caller, null), upstream, Mode.DEFAULT)).containsExactly(TEXT);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aRequestThatNeedsNoDefaultPassesAsItCame(Dialect dialect) {
        Call call = asking(dialect, OWN);
        Bytes untouched = new Relay(call, Dialects.codec(dialect), Dialects.codec(dialect), to()).request();

        assertThat(relay(call, dialect, Mode.DEFAULT).request().utf8()).isEqualTo(untouched.utf8());
    }

    @Test
    void whatTheGatewayDoesNotUnderstandOfARequestStaysInIt() {
        String json = "{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"" + OWN
                + "\"},{\"role\":\"user\",\"content\":\"Hello\"}],\"seed\":7,\"house_option\":{\"deep\":[1.50]}}";
        Call call = Samples.call(Dialect.OPENAI, Operation.CHAT, false, json);

        String sent = relay(call, Dialect.OPENAI, Mode.PREFIX).request().utf8();

        assertThat(sent).contains("\"seed\":7", "\"house_option\":{\"deep\":[1.50]}", TEXT + "\\n\\n" + OWN);
    }

    @Test
    void onlyConversationsAreTold() {
        Call call = Samples.embedding(Dialect.OPENAI);
        Relay relay = relay(call, Dialect.OPENAI, Mode.FORCE);

        assertThat(relay.isVerbatim()).isTrue();
        assertThat(relay.request().utf8()).doesNotContain(TEXT);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aCompletionIsNoWayAroundWhatAChannelTellsItsModels(Mode mode) {
        try (FakeProvider provider = FakeProvider.start();
                Rig rig = new Rig(
                        Samples.channel("openai-compatible", provider.baseUrl().toString())
                                .change()
                                .shaping(new Shaping(List.of(), List.of(), Map.of(), new SystemPrompt(TEXT, mode)))
                                .channel())) {
            rig.ride(Samples.chat(false)).head();
            Opening opening = rig.ride(Samples.completion()).head();

            boolean isAsked = provider.requests().size() == 2;
            assertThat(isAsked).isEqualTo(mode == Mode.DEFAULT);
            if (mode != Mode.DEFAULT) {
                Opening.Refused refused = (Opening.Refused) opening;
                assertThat(refused.error().message()).isEqualTo("The channel does not serve completions.");
                assertThat(refused.verdict()).isEqualTo(Verdict.FULL);
            }
        }
    }

    private static Addressee to() {
        return new Addressee("m", Set.of());
    }

    private static Relay relay(Call call, Dialect upstream, Mode mode) {
        Relay relay = new Relay(call, Dialects.codec(call.dialect()), Dialects.codec(upstream), to());
        relay.instruct(new SystemPrompt(TEXT, mode));
        return relay;
    }

    /** What the upstream reads as instructions. */
    private static List<String> told(Call call, Dialect upstream, Mode mode) {
        Bytes sent = relay(call, upstream, mode).request();
        ChatRequest read =
                Dialects.codec(upstream).chat().readRequest(Samples.call(upstream, Operation.CHAT, false, sent.utf8()));
        assertThat(text(read.messages().getLast())).isEqualTo("Hello");
        return read.messages().stream()
                .filter(message -> message.role() == Message.Role.SYSTEM || message.role() == Message.Role.DEVELOPER)
                .map(SystemPromptTest::text)
                .toList();
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder();
        for (Part part : message.parts()) {
            text.append(((Part.Text) part).text());
        }
        return text.toString();
    }

    private static Call asking(Dialect dialect, @Nullable String own) {
        String turn = "{\"role\":\"user\",\"content\":\"Hello\"}";
        String said = own == null ? "" : "{\"role\":\"system\",\"content\":\"" + own + "\"},";
        String json = switch (dialect) {
            case OPENAI, COHERE -> "{\"model\":\"m\",\"messages\":[" + said + turn + "]}";
            case RESPONSES ->
                "{\"model\":\"m\",\"input\":\"Hello\"" + (own == null ? "" : ",\"instructions\":\"" + own + "\"") + "}";
            case ANTHROPIC ->
                "{\"model\":\"m\",\"max_tokens\":64,\"messages\":[" + turn + "]"
                        + (own == null ? "" : ",\"system\":\"" + own + "\"") + "}";
            case GEMINI ->
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}]"
                        + (own == null ? "" : ",\"systemInstruction\":{\"parts\":[{\"text\":\"" + own + "\"}]}") + "}";
            case BEDROCK ->
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]"
                        + (own == null ? "" : ",\"system\":[{\"text\":\"" + own + "\"}]") + "}";
        };
        return Samples.call(dialect, Operation.CHAT, false, json);
    }
}
