package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the chunks of a streamed answer. */
final class OpenAiChatEventReader implements EventReader {
    private static final String DONE = "[DONE]";
    private static final int MOST_CHOICES = 1024;
    private static final Set<String> KNOWN = known();

    private final Set<Quirk> quirks;
    private final Map<Integer, OpenAiChoiceReader> choices = new TreeMap<>();
    private final OpenAiRest extras = new OpenAiRest();
    private Consumer<ChatEvent> to = event -> {};
    private String id = "";
    private boolean begun;
    private boolean usageAtTop;
    private @Nullable String tier;
    private boolean done;
    private @Nullable UpstreamError failure;

    OpenAiChatEventReader(Set<Quirk> quirks) {
        this.quirks = quirks;
    }

    /** Padding against listeners (OpenAI's, Mistral's) is no content. */
    private static Set<String> known() {
        Set<String> known = new HashSet<>(OpenAiChatResponseReader.ANSWER);
        known.add("obfuscation");
        known.add("p");
        return Set.copyOf(known);
    }

    @Override
    public void read(Frame frame, Consumer<ChatEvent> sink) {
        to = sink;
        String start = frame.data()
                .slice(0, Math.min(frame.data().length(), DONE.length()))
                .utf8();
        if (isOver() || isBlank(frame.data())) {
            return;
        }
        if (start.equals(DONE)) {
            done();
            return;
        }
        Doc chunk = Doc.ofUpstream(frame.data());
        if (frame.name().equals("error") || OpenAiChatResponseReader.isError(chunk.node())) {
            failure = ErrorReader.readInAnswer(frame.data());
            return;
        }
        chunk(chunk);
    }

    private static boolean isBlank(Bytes data) {
        for (int i = 0; i < data.length(); i++) {
            if (data.at(i) > ' ' || data.at(i) < 0) {
                return false;
            }
        }
        return true;
    }

    private void done() {
        if (!begun) {
            throw new GatewayException(Kind.UPSTREAM_FAILED, "The upstream ended the stream without an answer.");
        }
        done = true;
        choices.values().forEach(OpenAiChoiceReader::finishUnsaid);
    }

    private void chunk(Doc chunk) {
        boolean hasChoices =
                chunk.at("choices").isArray() && !chunk.at("choices").node().isEmpty();
        if (!begun) {
            extras.of(chunk, KNOWN, KNOWN);
            // Azure's first chunk has filter results only, and no id.
            if (hasChoices
                    || OpenAiChatResponseReader.usageNode(chunk.node(), quirks).isObject()) {
                begin(chunk.node());
            }
        }
        if (hasChoices) {
            int position = 0;
            for (Doc choice : chunk.list("choices")) {
                choice(choice, position++);
            }
        }
        if (chunk.has("service_tier")) {
            tier = OpenAiChatResponseReader.tier(chunk.node());
        }
        usage(chunk.node());
    }

    private void begin(JsonNode chunk) {
        begun = true;
        id = chunk.path("id").asText("");
        String model = chunk.path("model").asText("");
        to.accept(new ChatEvent.Began(id, model, OpenAiChatResponseReader.created(chunk), extras.extras()));
    }

    private void choice(Doc choice, int position) {
        if (!choice.isObject()) {
            return;
        }
        int index = choice.at("index").node().asInt(position);
        if (index < 0 || (!choices.containsKey(index) && choices.size() >= MOST_CHOICES)) {
            throw choice.at("index").wrong("a proper index");
        }
        choices.computeIfAbsent(index, i -> new OpenAiChoiceReader(id, i, event -> to.accept(event)))
                .read(choice);
    }

    private void usage(JsonNode chunk) {
        boolean isAtTop = chunk.path("usage").isObject();
        JsonNode node = OpenAiChatResponseReader.usageNode(chunk, quirks);
        if (!node.isObject() || (usageAtTop && !isAtTop)) {
            return;
        }
        usageAtTop |= isAtTop;
        Bytes bytes = JsonTree.write(node);
        OpenAiUsageReader.Report report =
                OpenAiUsageReader.read(bytes.array(), bytes.offset(), bytes.offset() + bytes.length(), quirks);
        if (!report.equals(OpenAiUsageReader.Report.NONE)) {
            Usage usage = report.usage();
            to.accept(new ChatEvent.Reported(usage == null ? null : OpenAiChatResponseReader.tiered(usage, tier)));
        }
    }

    @Override
    public void end(Consumer<ChatEvent> sink) {
        to = sink;
        choices.values().forEach(OpenAiChoiceReader::closeAll);
    }

    @Override
    public boolean isOver() {
        return done || failure != null;
    }

    @Override
    public boolean isComplete() {
        return failure == null
                && (done || (!choices.isEmpty() && choices.values().stream().allMatch(OpenAiChoiceReader::isFinished)));
    }

    @Override
    public @Nullable UpstreamError failure() {
        return failure;
    }
}
