package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Seals;
import dev.sluice.wire.json.Doc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an assistant's message says of its thoughts: {@code reasoning_content} or {@code reasoning}, and {@code
 * reasoning_details}. Seals of other dialects that the gateway wrote into the details are found again, and which part of the
 * message each belongs to.
 *
 * @param parts reasoning, in order
 * @param places how many of the message's calls stand before each of them
 * @param ofCalls seals of tool calls, by the id of the call
 * @param ofText the seal of the message's text
 */
record OpenAiThoughts(
        List<Part.Reasoning> parts,
        List<Integer> places,
        Map<String, Seal> ofCalls,
        @Nullable Seal ofText) {

    /** Reads a caller's message that has these tool calls. */
    static OpenAiThoughts ofCaller(Doc message, Set<String> calls) {
        return new Reader(calls).read(message);
    }

    /** Reads an upstream's message; whatever it says is its own. */
    static List<Part.Reasoning> ofUpstream(Doc message) {
        return new Reader(null).read(message).parts;
    }

    /** Those with so many calls before them. */
    List<Part.Reasoning> before(int calls) {
        return IntStream.range(0, parts.size())
                .filter(i -> places.get(i) == calls)
                .mapToObj(parts::get)
                .toList();
    }

    private static final class Reader {
        private final @Nullable Set<String> calls;
        private final List<OpenAiThought> thoughts = new ArrayList<>();
        private final Map<String, Seal> ofCalls = new HashMap<>();
        private final NavigableSet<Integer> indexes = new TreeSet<>();
        private @Nullable Seal ofText;

        Reader(@Nullable Set<String> calls) {
            this.calls = calls;
        }

        OpenAiThoughts read(Doc message) {
            List<Doc> details =
                    message.at("reasoning_details").isArray() ? message.list("reasoning_details") : List.of();
            String plain = plain(message);
            if (!plain.isEmpty()
                    && details.stream()
                            .allMatch(d -> OpenAiThought.text(d.node()).isEmpty())) {
                OpenAiThought thought = new OpenAiThought();
                thought.plain(plain);
                thoughts.add(thought);
            }
            details.stream().filter(Doc::isObject).forEach(d -> indexes.add(index(d.node())));
            details.stream().filter(Doc::isObject).forEach(d -> detail(d.node()));
            List<Part.Reasoning> parts =
                    thoughts.stream().map(OpenAiThought::part).toList();
            List<Integer> places = thoughts.stream().map(OpenAiThought::place).toList();
            return new OpenAiThoughts(parts, places, ofCalls, ofText);
        }

        private void detail(JsonNode detail) {
            String signature = OpenAiThought.signature(detail);
            Seals.Carried carried =
                    calls == null || signature == null ? null : Seals.read(signature, Dialect.OPENAI, null);
            if (carried == null || carried.seal().origin() == Dialect.OPENAI) {
                own(carried == null ? detail : unwrapped(carried, detail));
            } else {
                foreign(carried, detail);
            }
        }

        /** A seal of this dialect that went through another one as a whole detail. */
        private static JsonNode unwrapped(Seals.Carried carried, JsonNode detail) {
            return carried.seal().value().equals(OpenAiThought.signature(detail))
                    ? detail
                    : OpenAiThoughtsWriter.restored(carried.seal(), OpenAiThought.text(detail));
        }

        private void own(JsonNode detail) {
            if (thoughts.isEmpty() || !thoughts.getLast().takes(detail)) {
                thoughts.add(new OpenAiThought());
            }
            thoughts.getLast().take(detail);
        }

        private void foreign(Seals.Carried carried, JsonNode detail) {
            String id = detail.path("id").asText("");
            if (calls != null && calls.contains(id)) {
                ofCalls.put(id, carried.seal());
                return;
            }
            if (carried.forNext()) {
                ofText = carried.seal();
                return;
            }
            boolean isOpen = !thoughts.isEmpty()
                    && OpenAiThought.text(detail).isEmpty()
                    && thoughts.getLast().takesSeal(detail);
            if (!isOpen) {
                OpenAiThought thought = new OpenAiThought();
                thought.take(detail);
                thoughts.add(thought);
            }
            // The gateway counts what has details and what is a call.
            int index = index(detail);
            int before = Math.max(0, index - indexes.headSet(index).size());
            int place = Math.min(before, calls == null ? 0 : calls.size());
            thoughts.getLast().seal(carried.seal(), place);
        }

        private static int index(JsonNode detail) {
            return detail.path("index").asInt(0);
        }
    }

    /** The thoughts outside of details; the same may stand under both names. */
    static String plain(Doc message) {
        String content = message.at("reasoning_content").node().asText("");
        JsonNode other = message.at("reasoning").node();
        return content.isEmpty() || message.at("reasoning_content").isAbsent()
                ? other.isTextual() ? other.asText() : ""
                : content;
    }
}
