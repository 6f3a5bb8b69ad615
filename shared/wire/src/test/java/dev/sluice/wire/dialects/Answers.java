package dev.sluice.wire.dialects;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.AnswerReader;
import dev.sluice.wire.relay.Relay;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Answers of upstreams, read, and carried to callers. */
final class Answers {
    private Answers() {}

    /** All samples of answers, each for the callers of all other dialects, whole and streamed. */
    static Stream<Arguments> forEveryCaller() {
        return Samples.answers()
                .flatMap(sample -> Stream.of(Dialect.values())
                        .filter(caller -> caller != sample.dialect())
                        .flatMap(caller -> Stream.of(true, false).map(stream -> Arguments.of(sample, caller, stream))));
    }

    /**
     * What a caller got.
     *
     * @param body all bytes, the last word included
     * @param events how many events the caller had got before the last word
     */
    record Carried(Bytes body, int events, AnswerEvent ending, Set<Loss> losses) {}

    static ChatResponse read(Samples.Sample sample) {
        return read(sample.dialect(), sample.bytes(), sample.isStream());
    }

    static ChatResponse read(Dialect dialect, Bytes body, boolean stream) {
        return stream
                ? Streams.fold(Streams.events(dialect, body))
                : Dialects.codec(dialect).chat().readResponse(body, Set.of());
    }

    static Carried carry(Samples.Sample sample, Call call) {
        return carry(sample.dialect(), sample.bytes(), sample.isStream(), call);
    }

    static Carried carry(Dialect upstream, Bytes body, boolean streamed, Call call) {
        Relay relay =
                new Relay(call, Dialects.codec(call.dialect()), Dialects.codec(upstream), new Addressee("m", Set.of()));
        return carry(relay, body, streamed);
    }

    static Carried carry(Relay relay, Bytes body, boolean streamed) {
        AnswerReader reader = relay.answer(streamed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        AnswerReader.Reading reading = reader.read(body);
        all.writeBytes(reading.forward().copy());
        int events = reading.events();
        if (reading.ending() == null) {
            reading = reader.end();
            all.writeBytes(reading.forward().copy());
            events += reading.events();
        }
        AnswerEvent ending = Objects.requireNonNull(reading.ending());
        if (ending instanceof AnswerEvent.Finished finished && finished.lastWord() != null) {
            all.writeBytes(finished.lastWord().copy());
        }
        return new Carried(
                Bytes.of(all.toByteArray()), events, ending, relay.losses().all());
    }
}
