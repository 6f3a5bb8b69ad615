package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One plain conversation with two parallel calls, as each dialect says it, loses nothing on the way to any other dialect. */
class PlainTalkTest {
    private static final int AFTER_THE_RESULTS = 2;

    static Stream<Arguments> pairs() {
        return Stream.of(Dialect.values())
                .flatMap(from ->
                        Stream.of(Dialect.values()).filter(to -> to != from).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("pairs")
    void aFinishedConversationLosesNothing(Dialect from, Dialect to) {
        check(talk(from), from, talk(to), to, Samples.ABLE.getOrDefault(to, ""));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("pairs")
    void aConversationThatWaitsForTheAnswerToItsResultsLosesNothing(Dialect from, Dialect to) {
        check(waiting(from), from, waiting(to), to, "model-1");
    }

    private static void check(ObjectNode talk, Dialect from, ObjectNode sameTalk, Dialect to, String model) {
        Losses losses = new Losses();

        Bytes written =
                Dialects.codec(to).chat().writeRequest(read(talk, from), new Addressee(model, Set.of()), losses);

        ChatRequest arrived = Dialects.codec(to).chat().readRequest(Samples.call(to, written));
        ChatRequest expected = read(sameTalk, to);
        assertThat(losses.all()).isEmpty();
        assertThat(RequestGist.of(arrived)).isEqualTo(RequestGist.of(expected));
        assertThat(RequestGist.order(arrived)).isEqualTo(RequestGist.order(expected));
    }

    private static ChatRequest read(ObjectNode talk, Dialect dialect) {
        return Dialects.codec(dialect).chat().readRequest(Samples.call(dialect, JsonTree.write(talk)));
    }

    private static ObjectNode talk(Dialect dialect) {
        return (ObjectNode) JsonTree.parse(Samples.talk(dialect)).orElseThrow();
    }

    /** Without what was said after the tools' results. */
    private static ObjectNode waiting(Dialect dialect) {
        ObjectNode talk = talk(dialect);
        String turns = switch (dialect) {
            case RESPONSES -> "input";
            case GEMINI -> "contents";
            case OPENAI, ANTHROPIC, BEDROCK, COHERE -> "messages";
        };
        ArrayNode said = (ArrayNode) talk.get(turns);
        for (int i = 0; i < AFTER_THE_RESULTS; i++) {
            said.remove(said.size() - 1);
        }
        return talk;
    }
}
