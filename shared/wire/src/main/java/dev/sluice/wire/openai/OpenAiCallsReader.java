package dev.sluice.wire.openai;

import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.json.Doc;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Joins the deltas of the tool calls of one choice by their index. Later deltas of a call may repeat its id, leave it out or
 * have it empty (Qwen); a new id and name under an old index is another call (Gemini's compatible API counts none of them).
 */
final class OpenAiCallsReader {
    private static final int LEGACY = -1;
    private static final Set<String> KNOWN = Set.of("id", "type", "index", "function", "custom");

    private final String answer;
    private final int choice;
    private final IntSupplier nextPart;
    private final Consumer<ChatEvent> to;
    private final Map<Integer, Call> calls = new LinkedHashMap<>();
    private boolean any;

    OpenAiCallsReader(String answer, int choice, IntSupplier nextPart, Consumer<ChatEvent> to) {
        this.answer = answer;
        this.choice = choice;
        this.nextPart = nextPart;
        this.to = to;
    }

    private static final class Call {
        private final String id;
        private final StringBuilder early = new StringBuilder();
        private final OpenAiWholeness wholeness = new OpenAiWholeness();
        private int part = -1;
        private boolean ended;

        Call(String id) {
            this.id = id;
        }
    }

    /** Whether there was a call. */
    boolean any() {
        return any;
    }

    /** Reads an item of {@code tool_calls}. */
    void read(Doc item, int position) {
        boolean isCustom = item.at("custom").isObject();
        read(item.at("index").node().asInt(position), item, item.at(isCustom ? "custom" : "function"), isCustom);
    }

    /** Reads the older {@code function_call}, which comes alone and without an id. */
    void readFunction(Doc function) {
        read(LEGACY, function, function, false);
    }

    private void read(int index, Doc item, Doc body, boolean isCustom) {
        String id = index == LEGACY ? "" : item.at("id").node().asText("");
        String name = body.at("name").node().asText("");
        Call call = calls.get(index);
        if (call == null || (!id.isEmpty() && !id.equals(call.id) && !name.isEmpty())) {
            if (call != null) {
                end(call);
            }
            call = new Call(id);
            calls.put(index, call);
        }
        if (call.part < 0 && !name.isEmpty()) {
            begin(call, name, isCustom, index == LEGACY ? Notes.NONE : notes(item));
        }
        Doc given = body.at(isCustom ? "input" : "arguments");
        String piece = given.isObject() ? given.raw().text() : given.node().asText("");
        if (call.part < 0) {
            call.early.append(piece);
        } else if (!piece.isEmpty() && !call.ended) {
            more(call, piece);
        }
    }

    private static Notes notes(Doc item) {
        return new OpenAiRest().of(item, KNOWN, KNOWN).notes();
    }

    /** Another call begins, so those that are whole are over. */
    private void begin(Call call, String name, boolean isCustom, Notes notes) {
        any = true;
        endWhole();
        call.part = nextPart.getAsInt();
        String id = call.id.isEmpty() ? OpenAiIds.made(answer, choice, call.part) : call.id;
        to.accept(new ChatEvent.PartBegan(choice, call.part, new Part.ToolUse(id, name, "", isCustom, notes)));
        if (!call.early.isEmpty()) {
            more(call, call.early.toString());
        }
    }

    private void more(Call call, String piece) {
        call.wholeness.take(piece);
        to.accept(new ChatEvent.Delta(choice, call.part, piece));
    }

    void endWhole() {
        calls.values().stream().filter(call -> call.wholeness.isWhole()).forEach(this::end);
    }

    void endAll() {
        calls.values().forEach(this::end);
    }

    private void end(Call call) {
        if (call.part >= 0 && !call.ended) {
            call.ended = true;
            to.accept(new ChatEvent.PartEnded(choice, call.part));
        }
    }
}
