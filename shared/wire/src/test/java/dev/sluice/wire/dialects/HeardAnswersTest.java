package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Part;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.wire.Splice;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers of all upstreams, heard by clients as strict as the official SDKs, which share no code with what is tested: whole,
 * streamed, broken off and failed.
 */
class HeardAnswersTest {

    @ParameterizedTest(name = "{0} -> {1}, streamed {2}")
    @MethodSource("dev.sluice.wire.dialects.Answers#forEveryCaller")
    void clientsHearTheWholeAnswer(Samples.Sample sample, Dialect caller, boolean stream) {
        Call call = Samples.question(caller, stream);
        ChatResponse told = Answers.read(sample);

        Answers.Carried carried = Answers.carry(sample, call);

        Heard heard = Clients.hear(caller, stream, carried.body());
        boolean failed = isFailure(told, caller);
        assertThat(heard.error() == null || failed).as(carried.body().utf8()).isTrue();
        assertThat(heard.ended()).as(carried.body().utf8()).isEqualTo(!failed);
        assertThat(heard.calls()).hasSize((int) calls(told));
    }

    /** That the upstream gave up is an end of its own here. */
    private static boolean isFailure(ChatResponse told, Dialect caller) {
        Finish finish =
                told.choices().isEmpty() ? null : told.choices().getFirst().finish();
        return finish != null && finish.reason() == Finish.Reason.FAILED && caller == Dialect.RESPONSES;
    }

    private static long calls(ChatResponse told) {
        return told.choices().isEmpty()
                ? 0
                : told.choices().getFirst().parts().stream()
                        .filter(Part.ToolUse.class::isInstance)
                        .count();
    }

    static Stream<Arguments> everyStreamForEveryCaller() {
        return Samples.answers()
                .filter(Samples.Sample::isStream)
                .flatMap(sample -> Stream.of(Dialect.values())
                        .filter(caller -> caller != sample.dialect())
                        .map(caller -> Arguments.of(sample, caller)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("everyStreamForEveryCaller")
    void aStreamThatBreaksOffNeverLooksComplete(Samples.Sample sample, Dialect caller) {
        Call call = Samples.question(caller, true);
        Bytes all = sample.bytes();

        for (int length : List.of(1, all.length() / 4, all.length() / 2, all.length() * 3 / 4)) {
            Answers.Carried carried = Answers.carry(sample.dialect(), all.slice(0, length), true, call);

            if (carried.ending() instanceof AnswerEvent.Broken broken) {
                checkBroken(caller, call, carried, broken.error());
            }
        }
    }

    private static void checkBroken(Dialect caller, Call call, Answers.Carried carried, GatewayError error) {
        Splice said = new Splice();
        said.add(carried.body());
        Framing framing = call.outline().framing();
        said.add(Dialects.codec(caller).writeErrorEvent(error, "request-1", framing, carried.events()));
        said.add(Dialects.codec(caller).writeErrorEnd(error, "request-1", framing));

        Bytes body = said.take();
        Heard heard = Clients.hear(caller, true, body);

        assertThat(heard.error()).as(body.utf8()).isNotNull();
        assertThat(heard.ended()).as(body.utf8()).isFalse();
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Dialect.values())
                .flatMap(upstream -> Stream.of(Dialect.values())
                        .filter(caller -> caller != upstream)
                        .map(caller -> Arguments.of(upstream, caller)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("pairs")
    void anErrorEventOfTheUpstreamBecomesTheCallersOwn(Dialect upstream, Dialect caller) {
        Call call = Samples.question(caller, true);
        GatewayError error = GatewayError.of(GatewayError.Kind.RATE_LIMITED, "Slow down, please.");
        Splice stream = new Splice();
        stream.add(beginning(upstream));
        stream.add(Dialects.codec(upstream)
                .writeErrorEvent(
                        error,
                        "request-1",
                        Samples.question(upstream, true).outline().framing(),
                        2));

        Answers.Carried carried = Answers.carry(upstream, stream.take(), true, call);

        assertThat(carried.ending()).isInstanceOfSatisfying(AnswerEvent.Broken.class, broken -> {
            // Of its words, only what is the caller's business is passed on.
            assertThat(broken.error().message()).isNotBlank();
            checkBroken(caller, call, carried, broken.error());
        });
    }

    /** What is said before a stream's end, of the plainest sample. */
    private static Bytes beginning(Dialect upstream) {
        Samples.Sample plain = Samples.answers()
                .filter(sample -> sample.isStream() && sample.dialect() == upstream)
                .filter(sample ->
                        List.of("text.sse", "chat-text.sse", "text.jsonl").contains(sample.name()))
                .findFirst()
                .orElseThrow();
        Bytes all = plain.bytes();
        if (upstream == Dialect.BEDROCK) {
            int first = ByteBuffer.wrap(all.copy()).getInt();
            return all.slice(0, first + ByteBuffer.wrap(all.copy()).getInt(first));
        }
        String text = all.utf8();
        String gap = text.contains("\r\n\r\n") ? "\r\n\r\n" : "\n\n";
        int first = text.indexOf(gap) + gap.length();
        return Bytes.utf8(text.substring(0, text.indexOf(gap, first) + gap.length()));
    }
}
