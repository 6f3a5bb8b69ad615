package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Losses;
import dev.sluice.wire.cohere.CohereToolIds.Kind;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a streamed answer in the order of Cohere's own events, each named twice as there: by line and by {@code type}. */
final class CohereEventWriter implements EventWriter {
    private final Call call;
    private final Losses losses;
    private final Map<Integer, Open> open = new TreeMap<>();
    private final List<CohereToolIds.Thought> thoughts = new ArrayList<>();
    private boolean began;
    private int blocks;
    private int calls;
    private int citations;
    private int sourcesToSkip;
    private @Nullable Finish finish;
    private Extras finishExtras = Extras.NONE;
    private @Nullable Usage usage;

    /** A part that has begun. */
    private static final class Open {
        private final Part head;
        private @Nullable Seal seal;
        /** The block's or call's place in the answer, -1 as long as it has not been written. */
        private int index = -1;

        /** Whether anything of a call's arguments has been written. */
        private boolean argued;

        Open(Part head) {
            this.head = head;
            this.seal = head.notes().seal();
        }
    }

    CohereEventWriter(Call call, Losses losses) {
        this.call = call;
        this.losses = losses;
    }

    @Override
    public void write(ChatEvent event, EventSink out) {
        switch (event) {
            case ChatEvent.Began start -> begin(start.id(), start.extras(), out);
            case ChatEvent.PartBegan part -> {
                if (isFirst(part.choice())) {
                    partBegan(part, out);
                }
            }
            case ChatEvent.Delta delta -> {
                if (isFirst(delta.choice())) {
                    delta(delta.part(), delta.text(), out);
                }
            }
            case ChatEvent.Transcribed words -> {
                if (isFirst(words.choice())) {
                    transcribed(words, out);
                }
            }
            case ChatEvent.Sealed sealed -> sealed(sealed);
            case ChatEvent.Cited cited -> cited(cited, out);
            case ChatEvent.PartEnded ended -> {
                if (isFirst(ended.choice())) {
                    ended(ended.part(), out);
                }
            }
            case ChatEvent.Weighed weighed -> weighed(weighed, out);
            case ChatEvent.Finished finished -> {
                if (isFirst(finished.choice())) {
                    finish = finished.finish();
                    finishExtras = finished.extras();
                }
            }
            case ChatEvent.Reported reported -> usage = reported.usage();
        }
    }

    private boolean isFirst(int choice) {
        if (choice != 0) {
            losses.add(Loss.CHOICES);
        }
        return choice == 0;
    }

    private void begin(String id, Extras extras, EventSink out) {
        if (began) {
            return;
        }
        began = true;
        ObjectNode event = JsonTree.object();
        event.put("id", id.isEmpty() ? call.id().value() : id).put("type", "message-start");
        ObjectNode message = event.putObject("delta").putObject("message").put("role", "assistant");
        message.putArray("content");
        message.put("tool_plan", "");
        message.putArray("tool_calls");
        message.putArray("citations");
        losses.carry(extras, Dialect.COHERE, event);
        send(event, out);
    }

    private static void send(ObjectNode event, EventSink out) {
        out.event(event.path("type").textValue(), JsonTree.write(event));
    }

    private static ObjectNode event(String type, int index) {
        return JsonTree.object().put("type", type).put("index", index);
    }

    private static ObjectNode message(ObjectNode event) {
        return event.putObject("delta").putObject("message");
    }

    private void partBegan(ChatEvent.PartBegan part, EventSink out) {
        Open opened = new Open(part.head());
        open.put(part.part(), opened);
        losses.addIfPresent(Loss.CACHE_MARK, part.head().notes().cache());
        switch (part.head()) {
            case Part.Text text -> {
                block(opened, CohereParts.text(""), out);
                losses.carry(text.notes().extras(), Dialect.COHERE, JsonTree.object());
                delta(part.part(), text.text(), out);
            }
            case Part.Reasoning reasoning -> delta(part.part(), reasoning.text(), out);
            case Part.ToolUse use -> delta(part.part(), use.input(), out);
            case Part.Refusal refusal -> {
                losses.add(Loss.REFUSAL);
                block(opened, CohereParts.text(""), out);
                delta(part.part(), refusal.text(), out);
            }
            case Part.Audio audio -> {
                losses.add(Loss.AUDIO);
                words(opened, audio.transcript() == null ? "" : audio.transcript(), out);
            }
            case Part.Image ignored -> losses.add(Loss.IMAGE);
            case Part.Video video -> whole(opened, out);
            case Part.Document document -> whole(opened, out);
            case Part.ToolResult result -> whole(opened, out);
            case Part.Opaque opaque -> whole(opened, out);
        }
    }

    private void whole(Open part, EventSink out) {
        ObjectNode block = CohereParts.block(part.head, losses);
        if (block != null) {
            block(part, block, out);
        }
    }

    private void block(Open part, ObjectNode content, EventSink out) {
        part.index = blocks++;
        ObjectNode event = event("content-start", part.index);
        message(event).set("content", content);
        send(event, out);
    }

    private void delta(int number, String text, EventSink out) {
        Open part = open.get(number);
        if (part == null || text.isEmpty()) {
            return;
        }
        switch (part.head) {
            case Part.Text ignored -> words(part, text, out);
            case Part.Refusal ignored -> words(part, text, out);
            case Part.Reasoning reasoning -> thought(part, reasoning, text, out);
            case Part.ToolUse use -> arguments(part, use, text, out);
            case Part.Audio ignored -> {
                // Base64, which has no place here.
            }
            case Part.Image ignored -> {}
            case Part.Video ignored -> {}
            case Part.Document ignored -> {}
            case Part.ToolResult ignored -> {}
            case Part.Opaque ignored -> {}
        }
    }

    private void transcribed(ChatEvent.Transcribed words, EventSink out) {
        Open part = open.get(words.part());
        if (part != null) {
            words(part, words.text(), out);
        }
    }

    private void words(Open part, String text, EventSink out) {
        if (text.isEmpty()) {
            return;
        }
        if (part.index < 0) {
            block(part, CohereParts.text(""), out);
        }
        ObjectNode event = event("content-delta", part.index);
        message(event).putObject("content").put("text", text);
        send(event, out);
    }

    /** Thoughts become a block with their first word, since redacted ones have none. */
    private void thought(Open part, Part.Reasoning reasoning, String text, EventSink out) {
        if (CohereAnswerParts.isPlan(reasoning.notes())) {
            part.index = Math.max(0, part.index);
            ObjectNode event = JsonTree.object().put("type", "tool-plan-delta");
            message(event).put("tool_plan", text);
            send(event, out);
            return;
        }
        if (part.index < 0) {
            losses.carry(reasoning.notes().extras(), Dialect.COHERE, JsonTree.object());
            block(part, JsonTree.object().put("type", "thinking").put("thinking", ""), out);
        }
        ObjectNode event = event("content-delta", part.index);
        message(event).putObject("content").put("thinking", text);
        send(event, out);
    }

    /** A call is announced with its first argument or at its end, for its seal may come after its beginning. */
    private void announce(Open part, Part.ToolUse use, EventSink out) {
        part.index = calls++;
        ObjectNode event = event("tool-call-start", part.index);
        ObjectNode tool = message(event).putObject("tool_calls");
        tool.put("id", CohereToolIds.write(use.id(), thoughts, part.seal)).put("type", "function");
        thoughts.clear();
        tool.putObject("function").put("name", use.name()).put("arguments", "");
        losses.carry(use.notes().extras(), Dialect.COHERE, tool);
        send(event, out);
        if (use.custom()) {
            losses.add(Loss.CUSTOM_TOOL);
            argument(part.index, "{\"input\":\"", out);
        }
    }

    /** Calls are numbered in the order in which they began, whichever has its arguments first. */
    private void announceUpTo(Open last, EventSink out) {
        for (Open part : open.values()) {
            if (part.index < 0 && part.head instanceof Part.ToolUse use) {
                announce(part, use, out);
            }
            if (last.index >= 0) {
                return;
            }
        }
    }

    private void arguments(Open part, Part.ToolUse use, String text, EventSink out) {
        announceUpTo(part, out);
        part.argued = true;
        argument(part.index, use.custom() ? quoted(text) : text, out);
    }

    private static String quoted(String text) {
        String json = JsonTree.object().textNode(text).toString();
        return json.substring(1, json.length() - 1);
    }

    private static void argument(int index, String text, EventSink out) {
        ObjectNode event = event("tool-call-delta", index);
        message(event).putObject("tool_calls").putObject("function").put("arguments", text);
        send(event, out);
    }

    private void sealed(ChatEvent.Sealed sealed) {
        Open part = open.get(sealed.part());
        if (part == null || sealed.choice() != 0) {
            return;
        }
        if (part.head instanceof Part.ToolUse && part.index >= 0) {
            losses.add(Loss.SEAL); // its id is out
        }
        part.seal = sealed.seal();
    }

    private void cited(ChatEvent.Cited cited, EventSink out) {
        Open part = open.get(cited.part());
        if (part == null || cited.choice() != 0 || part.index < 0) {
            losses.add(Loss.CITATION);
            return;
        }
        if (sourcesToSkip > 0) {
            sourcesToSkip--;
            return;
        }
        Citation citation = cited.citation();
        sourcesToSkip = CohereCitations.span(citation) - 1;
        ObjectNode event = event("citation-start", citations);
        message(event).set("citations", CohereCitations.write(citation, part.index));
        send(event, out);
        send(event("citation-end", citations++), out);
    }

    private void ended(int number, EventSink out) {
        Open part = open.get(number);
        if (part == null) {
            return;
        }
        if (part.head instanceof Part.ToolUse) {
            announceUpTo(part, out);
        }
        open.remove(number);
        if (part.head instanceof Part.ToolUse use) {
            if (use.custom()) {
                argument(part.index, "\"}", out);
            } else if (!part.argued) {
                // Clients parse what they have joined, and nothing is no JSON.
                argument(part.index, "{}", out);
            }
            send(event("tool-call-end", part.index), out);
            return;
        }
        if (part.head instanceof Part.Reasoning reasoning) {
            if (part.seal != null) {
                thoughts.add(new CohereToolIds.Thought(part.seal, part.index < 0 ? Kind.SILENT : Kind.THOUGHT));
            }
            if (CohereAnswerParts.isPlan(reasoning.notes())) {
                return;
            }
        } else if (part.head instanceof Part.Text && part.seal != null) {
            thoughts.add(new CohereToolIds.Thought(part.seal, Kind.TEXT));
        } else {
            losses.addIfPresent(Loss.SEAL, part.seal);
        }
        if (part.index >= 0) {
            send(event("content-end", part.index), out);
        }
    }

    private void weighed(ChatEvent.Weighed weighed, EventSink out) {
        if (!isFirst(weighed.choice())) {
            return;
        }
        for (TokenLogprob token : weighed.logprobs()) {
            ObjectNode event = event("content-delta", Math.max(0, blocks - 1));
            message(event).putObject("content").put("text", "");
            event.set("logprobs", CohereResponseWriter.logprob(token, losses));
            send(event, out);
        }
    }

    @Override
    public void end(EventSink out) {
        begin("", Extras.NONE, out);
        List.copyOf(open.keySet()).forEach(part -> ended(part, out));
        if (!thoughts.isEmpty()) {
            losses.add(Loss.SEAL);
        }
        ObjectNode event = JsonTree.object().put("type", "message-end");
        ObjectNode delta = event.putObject("delta").put("finish_reason", CohereFinish.write(finish, losses));
        CohereResponseWriter.usage(usage, delta, losses);
        CohereResponseWriter.carry(finishExtras, delta, delta, losses);
        send(event, out);
        out.marker(CohereCodec.DONE);
    }
}
