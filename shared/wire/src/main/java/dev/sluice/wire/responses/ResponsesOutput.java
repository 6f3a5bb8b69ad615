package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes output items of parts. Words that follow on each other share a message. */
final class ResponsesOutput {
    private final ResponsesEmitter events;
    private final ResponsesEcho echo;
    private final Losses losses;
    private final Set<String> customTools;
    private final List<ObjectNode> items = new ArrayList<>();
    private final Map<Integer, ResponsesItem> open = new HashMap<>();
    /** Items whose parts have ended. They are closed when it is known what comes next: more words, or a cut. */
    private final List<ResponsesItem> ended = new ArrayList<>();

    private final List<TokenLogprob> early = new ArrayList<>();
    private @Nullable ResponsesWords words;
    private boolean audio;
    private boolean refused;

    ResponsesOutput(ResponsesEmitter events, ResponsesEcho echo, Losses losses) {
        this.events = events;
        this.echo = echo;
        this.losses = losses;
        this.customTools = echo.customTools();
    }

    List<ObjectNode> items() {
        return items;
    }

    boolean hasRefusal() {
        return refused;
    }

    void begin(int part, Part head) {
        losses.addIfPresent(Loss.CACHE_MARK, head.notes().cache());
        switch (head) {
            case Part.Text text -> {
                words(part, text, false);
                say(part, text.text());
                text.citations().forEach(citation -> cite(part, citation));
            }
            case Part.Refusal refusal -> {
                refused = true;
                words(part, refusal, true);
                say(part, refusal.text());
            }
            case Part.Reasoning thought -> thought(part, thought);
            case Part.ToolUse use -> call(part, use);
            case Part.Audio sound -> sound(part, sound);
            case Part.Image image -> image(image);
            case Part.Opaque opaque -> opaque(opaque);
            case Part.Video ignored -> losses.add(Loss.VIDEO);
            case Part.Document ignored -> losses.add(Loss.DOCUMENT);
            case Part.ToolResult ignored -> losses.add(Loss.OPAQUE_PART);
        }
    }

    private void words(int part, Part head, boolean refusal) {
        Extras extras = head.notes().extras();
        JsonNode item = ResponsesNotes.members(extras).path(ResponsesNotes.ITEM);
        ResponsesWords current = words;
        if (current == null || item.isObject() || head.notes().seal() != null) {
            closeEnded(false);
            carry(head.notes().seal());
            current = new ResponsesWords(events, items.size(), node("msg", item));
            items.add(current.node);
            words = current;
        } else {
            ended.remove(current);
        }
        if (!extras.isOf(Dialect.RESPONSES)) {
            losses.carry(extras, Dialect.RESPONSES, JsonTree.object());
        }
        current.begin(refusal);
        weigh(current, early);
        early.clear();
        open.put(part, current);
    }

    private void thought(int part, Part.Reasoning head) {
        closeEnded(false);
        ObjectNode node = node("rs", JsonTree.object());
        losses.carry(head.notes().extras(), Dialect.RESPONSES, node);
        Seal seal = head.notes().seal();
        if (seal != null && seal.origin() == Dialect.RESPONSES && seal.id() != null) {
            node.put("id", seal.id());
        }
        ResponsesThought item = new ResponsesThought(events, items.size(), node, head.summary());
        items.add(node);
        open.put(part, item);
        if (seal != null) {
            item.seal(seal);
        }
        say(part, head.text());
    }

    private void call(int part, Part.ToolUse use) {
        closeEnded(false);
        carry(use.notes().seal());
        boolean wrapped = !use.custom() && customTools.contains(use.name());
        boolean custom = use.custom() || wrapped;
        ObjectNode node = node(custom ? "ctc" : "fc", JsonTree.object());
        node.put("call_id", use.id()).put("name", use.name());
        losses.carry(use.notes().extras(), Dialect.RESPONSES, node);
        ResponsesItem item = new ResponsesToolCall(events, items.size(), node, custom, wrapped);
        items.add(node);
        open.put(part, item);
        say(part, use.input());
    }

    /** An item that is nothing but the seal of a neighbour, for which this API has no place on the neighbour itself. */
    private void carry(@Nullable Seal seal) {
        if (seal != null) {
            ObjectNode node = node("rs", JsonTree.object());
            ResponsesThought item = new ResponsesThought(events, items.size(), node, true);
            items.add(node);
            item.carry(seal);
            item.close(false);
        }
    }

    /** This API makes no sounds in an answer; what was said is a text. */
    private void sound(int part, Part.Audio sound) {
        losses.add(Loss.AUDIO);
        audio = true;
        words(part, new Part.Text(""), false);
        transcribe(part, sound.transcript() == null ? "" : sound.transcript());
    }

    private void image(Part.Image image) {
        closeEnded(false);
        losses.addIfPresent(Loss.SEAL, image.notes().seal());
        if (!(image.source() instanceof Source.Inline inline)) {
            losses.add(Loss.IMAGE);
            return;
        }
        ObjectNode node = node("ig", JsonTree.object());
        node.put("type", "image_generation_call").put("status", "completed").put("result", inline.base64());
        if (!inline.mediaType().equals(ResponsesOutputReader.PNG)) {
            node.put(
                    "output_format",
                    inline.mediaType().substring(inline.mediaType().indexOf('/') + 1));
        }
        losses.carry(image.notes().extras(), Dialect.RESPONSES, node);
        whole(node);
    }

    private void opaque(Part.Opaque opaque) {
        JsonNode json = JsonTree.node(opaque.json());
        if (opaque.dialect() != Dialect.RESPONSES || !(json instanceof ObjectNode node)) {
            losses.add(Loss.OPAQUE_PART);
            return;
        }
        closeEnded(false);
        whole(node);
    }

    private void whole(ObjectNode node) {
        int index = items.size();
        items.add(node);
        events.item("response.output_item.added", index, node);
        events.item("response.output_item.done", index, node);
    }

    void say(int part, String text) {
        ResponsesItem item = open.get(part);
        if (item != null && !text.isEmpty() && !audio) {
            item.say(text);
        }
    }

    void transcribe(int part, String text) {
        ResponsesItem item = open.get(part);
        if (item != null && !text.isEmpty()) {
            item.say(text);
        }
    }

    void seal(int part, Seal seal) {
        ResponsesItem item = open.get(part);
        if (item != null) {
            item.seal(seal);
        }
    }

    void cite(int part, Citation citation) {
        JsonNode annotation = ResponsesCitations.write(citation, losses);
        if (annotation != null && open.get(part) instanceof ResponsesWords text) {
            text.cite(annotation);
        }
    }

    /** Log probabilities may come before their text, or after it. */
    void weigh(List<TokenLogprob> logprobs) {
        if (words == null) {
            early.addAll(logprobs);
        } else {
            weigh(words, logprobs);
        }
    }

    private void weigh(ResponsesWords at, List<TokenLogprob> logprobs) {
        if (at.isText()) {
            at.weigh(logprobs);
        } else if (!logprobs.isEmpty()) {
            losses.add(Loss.LOGPROBS); // of a refusal, say
        }
    }

    void end(int part) {
        audio = false;
        ResponsesItem item = open.remove(part);
        if (item != null && !ended.contains(item)) {
            ended.add(item);
        }
    }

    /** The answer is over: closes what is open. The last item is what a cut has cut. */
    void close(boolean cut) {
        for (ResponsesItem item : open.values()) {
            if (!ended.contains(item)) {
                ended.add(item);
            }
        }
        open.clear();
        closeEnded(cut);
        if (!early.isEmpty()) {
            losses.add(Loss.LOGPROBS);
        }
    }

    private void closeEnded(boolean cut) {
        List<ResponsesItem> closing = List.copyOf(ended);
        ended.clear();
        words = null;
        for (int i = 0; i < closing.size(); i++) {
            ResponsesItem item = closing.get(i);
            item.close(cut && i == closing.size() - 1);
            Seal late = item.lateSeal();
            if (late != null) {
                carry(new Seal(late.origin(), late.value(), ResponsesNotes.PREVIOUS));
            }
        }
    }

    private ObjectNode node(String prefix, JsonNode members) {
        ObjectNode node = JsonTree.object();
        node.put("id", echo.id(prefix, Integer.toString(items.size())));
        members.properties().forEach(member -> node.set(member.getKey(), member.getValue()));
        return node;
    }
}
