package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** Writes an answer's events for a caller. */
final class BedrockEventWriter implements EventWriter {
    /** What of an answer belongs to its stop; the rest of what is beside the message belongs to the metadata. */
    private static final String FIELDS = "additionalModelResponseFields";

    private final Losses losses;
    private final BedrockBlockWriter blocks;
    private boolean begun;
    private @Nullable Finish finish;
    private Extras extras = Extras.NONE;
    private @Nullable Usage usage;

    BedrockEventWriter(Losses losses) {
        this.losses = losses;
        this.blocks = new BedrockBlockWriter(losses);
    }

    @Override
    public void write(ChatEvent event, EventSink out) {
        if (choice(event) > 0) {
            losses.add(Loss.CHOICES);
            return;
        }
        switch (event) {
            case ChatEvent.Began began -> {
                if (!began.extras().isEmpty()) {
                    losses.add(Loss.FIELD);
                }
                begin(out);
            }
            case ChatEvent.PartBegan part -> blocks.begin(part, out);
            case ChatEvent.Delta delta -> blocks.say(delta, out);
            case ChatEvent.Transcribed said -> blocks.transcribe(said, out);
            case ChatEvent.Sealed sealed -> blocks.seal(sealed, out);
            case ChatEvent.Cited cited -> blocks.cite(cited, out);
            case ChatEvent.PartEnded ended -> blocks.end(ended.part(), out);
            case ChatEvent.Weighed ignored -> losses.add(Loss.LOGPROBS);
            case ChatEvent.Finished finished -> {
                finish = finished.finish();
                extras = finished.extras();
            }
            case ChatEvent.Reported reported -> usage = reported.usage();
        }
    }

    private static int choice(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Began ignored -> 0;
            case ChatEvent.PartBegan began -> began.choice();
            case ChatEvent.Delta delta -> delta.choice();
            case ChatEvent.Transcribed said -> said.choice();
            case ChatEvent.Sealed sealed -> sealed.choice();
            case ChatEvent.Cited cited -> cited.choice();
            case ChatEvent.PartEnded ended -> ended.choice();
            case ChatEvent.Weighed weighed -> weighed.choice();
            case ChatEvent.Finished finished -> finished.choice();
            case ChatEvent.Reported ignored -> 0;
        };
    }

    private void begin(EventSink out) {
        if (!begun) {
            begun = true;
            event(out, "messageStart", JsonTree.object().put("role", "assistant"));
        }
    }

    @Override
    public void end(EventSink out) {
        begin(out);
        blocks.endAll(out);
        ObjectNode beside = JsonTree.object();
        if (usage != null) {
            BedrockUsage.write(usage, beside, losses);
        }
        BedrockExtras.write(extras, beside, losses);
        ObjectNode stop = JsonTree.object().put("stopReason", BedrockFinish.write(finish, losses));
        JsonNode fields = beside.remove(FIELDS);
        if (fields != null) {
            stop.set(FIELDS, fields);
        }
        event(out, "messageStop", stop);
        if (!beside.isEmpty()) {
            event(out, "metadata", beside);
        }
    }

    static void event(EventSink out, String name, ObjectNode content) {
        out.event(name, JsonTree.write(content));
    }
}
