package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Frames;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Of every recording, the classes of tokens add up to the total that its upstream reported: none is lost, none is twice. */
class RecordedUsageTest {
    @Test
    void theClassesAddUpToTheReportedTotal() {
        Optional<List<Recorded>> all = Recorded.all();
        Assumptions.assumeTrue(all.isPresent(), "no recordings beside the repository");
        int summed = 0;
        SoftAssertions assertions = new SoftAssertions();
        for (Recorded recorded : all.orElseThrow()) {
            if (recorded.status() != 200 || recorded.body().isEmpty()) {
                continue;
            }
            Long total = total(recorded);
            Usage usage = total == null ? null : usage(recorded);
            if (usage != null) {
                assertions.assertThat(usage.total()).as(recorded.name()).isEqualTo(total);
                summed++;
            }
        }
        assertions.assertAll();
        System.out.println("I7 " + summed + " recordings_whose_classes_make_their_total pass");
        assertThat(summed).isGreaterThan(150);
    }

    /** The total that was reported last; Anthropic's start has the prompt, and its end may have the completion alone. */
    private static @Nullable Long total(Recorded recorded) {
        if (!recorded.isStream()) {
            return Reported.total(recorded.dialect(), Samples.tree(recorded.body()));
        }
        Long last = null;
        long prompt = 0;
        for (Frame frame : frames(recorded)) {
            JsonNode event = JsonTree.parse(frame.data()).orElseGet(JsonTree::object);
            Long start = Reported.total(recorded.dialect(), event.path("message"));
            if (recorded.dialect() == Dialect.ANTHROPIC && start != null) {
                prompt = start
                        - event.path("message")
                                .path("usage")
                                .path("output_tokens")
                                .asLong(0);
            }
            Long now = Reported.total(recorded.dialect(), event);
            boolean isWhole = event.path("usage").has("input_tokens") || recorded.dialect() != Dialect.ANTHROPIC;
            last = now == null ? last : Long.valueOf(isWhole ? now : now + prompt);
        }
        return last;
    }

    private static @Nullable Usage usage(Recorded recorded) {
        if (!recorded.isStream()) {
            return Dialects.codec(recorded.dialect())
                    .chat()
                    .readResponse(recorded.body(), recorded.quirks())
                    .usage();
        }
        EventReader reader = Dialects.codec(recorded.dialect()).chat().eventReader(recorded.quirks());
        List<ChatEvent> events = new ArrayList<>();
        for (Frame frame : frames(recorded)) {
            if (!reader.isOver()) {
                reader.read(frame, events::add);
            }
        }
        reader.end(events::add);
        return reader.failure() != null ? null : Streams.fold(events).usage();
    }

    private static List<Frame> frames(Recorded recorded) {
        List<Frame> all = new ArrayList<>();
        Frames frames = Dialects.codec(recorded.dialect()).chat().frames();
        frames.feed(recorded.body());
        take(frames, all);
        frames.finish();
        take(frames, all);
        return all;
    }

    private static void take(Frames frames, List<Frame> to) {
        for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
            to.add(new Frame(frame.name(), frame.failed(), copy(frame.data()), copy(frame.whole())));
        }
    }

    private static Bytes copy(Bytes bytes) {
        return Bytes.of(Objects.requireNonNull(bytes).copy());
    }
}
