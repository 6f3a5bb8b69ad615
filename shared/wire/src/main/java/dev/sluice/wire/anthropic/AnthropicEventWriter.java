package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed message. Blocks come one after the other, numbered without gaps, as the SDKs expect: what is said of
 * parts that began while another one was open waits until that one has ended.
 */
final class AnthropicEventWriter implements EventWriter {
    private final Call call;
    private final Losses losses;
    /** Parts that have not been written to their end; the first is being written, the others wait. */
    private final TreeMap<Integer, List<ChatEvent>> waiting = new TreeMap<>();

    private final AnthropicBlockWriter block;
    private boolean began;
    private boolean calledTools;
    private @Nullable Usage usage;
    private @Nullable Finish finish;
    private Extras atTheEnd = Extras.NONE;

    AnthropicEventWriter(Call call, Losses losses) {
        this.call = call;
        this.losses = losses;
        this.block = new AnthropicBlockWriter(losses);
    }

    @Override
    public void write(ChatEvent event, EventSink out) {
        switch (event) {
            case ChatEvent.Began start -> begin(start.id(), start.model(), start.extras(), out);
            case ChatEvent.PartBegan start -> {
                calledTools |= start.choice() == 0 && start.head() instanceof Part.ToolUse;
                part(start.choice(), start.part(), start, out);
            }
            case ChatEvent.Delta delta -> part(delta.choice(), delta.part(), delta, out);
            case ChatEvent.Transcribed said -> part(said.choice(), said.part(), said, out);
            case ChatEvent.Sealed sealed -> part(sealed.choice(), sealed.part(), sealed, out);
            case ChatEvent.Cited cited -> part(cited.choice(), cited.part(), cited, out);
            case ChatEvent.PartEnded end -> part(end.choice(), end.part(), end, out);
            case ChatEvent.Weighed ignored -> losses.add(Loss.LOGPROBS);
            case ChatEvent.Finished finished -> finished(finished);
            case ChatEvent.Reported reported -> usage = reported.usage();
        }
    }

    private void begin(String id, String model, Extras extras, EventSink out) {
        if (began) {
            return;
        }
        began = true;
        ObjectNode message = AnthropicResponses.begin(id, model, call);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence").set("usage", AnthropicUsage.write(usage, losses));
        losses.carry(extras, Dialect.ANTHROPIC, message);
        ObjectNode event = JsonTree.object().put("type", "message_start");
        event.set("message", message);
        event(event, out);
    }

    private void finished(ChatEvent.Finished finished) {
        if (finished.choice() == 0) {
            finish = finished.finish();
            atTheEnd = finished.extras();
        }
    }

    private void part(int choice, int part, ChatEvent event, EventSink out) {
        if (choice != 0) {
            losses.add(Loss.CHOICES);
            return;
        }
        begin("", "", Extras.NONE, out);
        waiting.computeIfAbsent(part, number -> new ArrayList<>()).add(event);
        drain(out);
    }

    private void drain(EventSink out) {
        while (!waiting.isEmpty()) {
            List<ChatEvent> events = waiting.firstEntry().getValue();
            boolean ended = false;
            for (ChatEvent event : events) {
                block.write(event, out);
                ended |= event instanceof ChatEvent.PartEnded;
            }
            events.clear();
            if (!ended) {
                return;
            }
            waiting.pollFirstEntry();
        }
    }

    @Override
    public void end(EventSink out) {
        begin("", "", Extras.NONE, out);
        while (!waiting.isEmpty()) {
            int part = waiting.firstKey();
            part(0, part, new ChatEvent.PartEnded(0, part), out);
        }
        ObjectNode event = JsonTree.object().put("type", "message_delta");
        ObjectNode delta = event.putObject("delta");
        AnthropicResponses.finish(delta, finish, calledTools, losses);
        event.set("usage", AnthropicUsage.write(usage, losses));
        losses.carry(atTheEnd, Dialect.ANTHROPIC, delta);
        event(event, out);
        event(JsonTree.object().put("type", "message_stop"), out);
    }

    /** The SDKs pass over events without a name. */
    static void event(ObjectNode event, EventSink out) {
        out.event(event.path("type").asText(), JsonTree.write(event));
    }
}
