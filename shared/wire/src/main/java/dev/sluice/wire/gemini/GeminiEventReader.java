package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.ToolCounts;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer whose every event is a whole {@code GenerateContentResponse}; so it reads answers that come whole, too.
 * Usage comes with each event and counts from the beginning. Nothing marks the end but the end of the body.
 */
final class GeminiEventReader implements EventReader {
    private static final Set<String> KNOWN =
            Set.of("candidates", "usageMetadata", "promptFeedback", "modelVersion", "responseId");
    private static final int MOST_CANDIDATES = 128;

    private final TreeMap<Integer, GeminiCandidate> candidates = new TreeMap<>();
    private final ObjectNode feedback = JsonTree.object();
    private ObjectNode metadata = JsonTree.object();
    /** The tokens alone. */
    private @Nullable Usage counted;

    private @Nullable Usage usage;
    private @Nullable GeminiPartReader parts;
    private @Nullable UpstreamError failure;

    @Override
    public void read(Frame frame, Consumer<ChatEvent> to) {
        read(frame.data(), to);
    }

    void read(Bytes data, Consumer<ChatEvent> to) {
        Doc answer = Doc.ofUpstream(data);
        if (answer.has("error")) {
            failure = GeminiComplaint.readInAnswer(data);
            return;
        }
        GeminiPartReader reader = parts == null ? begin(answer, data, to) : parts;
        GeminiExtras.merge(feedback, object(answer, "promptFeedback"));
        int place = 0;
        for (Doc candidate : answer.list("candidates")) {
            if (!candidate.isObject()) {
                throw candidate.wrong("an object");
            }
            long index = candidate.integerOr("index", place++);
            if (index < 0 || index >= MOST_CANDIDATES) {
                throw candidate.at("index").wrong("a small number");
            }
            candidates
                    .computeIfAbsent((int) index, i -> new GeminiCandidate(i, reader))
                    .read(candidate, to);
        }
        report(object(answer, "usageMetadata"), to);
    }

    private GeminiPartReader begin(Doc answer, Bytes data, Consumer<ChatEvent> to) {
        String id = answer.textOr("responseId", "");
        GeminiPartReader reader = new GeminiPartReader(GeminiCallIds.ofAnswer(id.isEmpty() ? data.utf8() : id));
        parts = reader;
        Extras extras = GeminiExtras.beyond(answer, KNOWN);
        to.accept(new ChatEvent.Began(id, answer.textOr("modelVersion", ""), created(answer), extras));
        return reader;
    }

    private static long created(Doc answer) {
        String time = answer.textOrNull("createTime");
        if (time == null) {
            return 0;
        }
        try {
            return Math.max(0, OffsetDateTime.parse(time).toEpochSecond());
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private static ObjectNode object(Doc answer, String name) {
        return answer.object(name).node() instanceof ObjectNode object ? object : JsonTree.object();
    }

    private void report(ObjectNode said, Consumer<ChatEvent> to) {
        if (!said.isEmpty()) {
            metadata = said;
        }
        if (GeminiUsage.isReported(said)) {
            counted = GeminiUsage.read(said);
            usage = withTools();
            to.accept(new ChatEvent.Reported(usage));
        }
    }

    private @Nullable Usage withTools() {
        ToolCounts tools = new ToolCounts();
        candidates.values().forEach(candidate -> GeminiGrounded.count(candidate.grounding(), tools));
        return counted == null ? null : counted.with(counted.rare().withUnits(tools.units()));
    }

    /** Sources may be told after the tokens were. */
    private void reportTools(Consumer<ChatEvent> to) {
        Usage whole = withTools();
        if (whole != null && !whole.equals(usage)) {
            usage = whole;
            to.accept(new ChatEvent.Reported(whole));
        }
    }

    @Override
    public void end(Consumer<ChatEvent> to) {
        reportTools(to);
        ObjectNode ofAnswer = ofAnswer();
        for (GeminiCandidate candidate : candidates.values()) {
            candidate.end(ofAnswer, to);
            ofAnswer.removeAll();
        }
        if (candidates.isEmpty() && isBlocked()) {
            String why = feedback.path("blockReason").asText();
            Extras extras = GeminiExtras.gather().with(ofAnswer).extras();
            to.accept(new ChatEvent.Finished(0, GeminiFinish.blocked(why), extras));
        }
    }

    /** What is only known at the end travels with the end of the first choice. */
    private ObjectNode ofAnswer() {
        ObjectNode members = JsonTree.object();
        if (!feedback.isEmpty()) {
            members.set("promptFeedback", feedback);
        }
        Usage known = usage;
        // What counts nothing, or nothing that can be true, says the rest all the same.
        ObjectNode rest = known == null ? metadata : GeminiUsage.beyond(metadata, known);
        if (rest != null && !rest.isEmpty()) {
            members.set("usageMetadata", rest);
        }
        return members;
    }

    private boolean isBlocked() {
        return feedback.hasNonNull("blockReason");
    }

    /** Whether any of it was an answer. */
    boolean isAnswer() {
        return !candidates.isEmpty() || isBlocked();
    }

    /** Nothing says that no more will come. */
    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public boolean isComplete() {
        return candidates.isEmpty() ? isBlocked() : candidates.values().stream().allMatch(GeminiCandidate::isFinished);
    }

    @Override
    public @Nullable UpstreamError failure() {
        return failure;
    }
}
