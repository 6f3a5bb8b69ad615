package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sources of an answer, both ways: {@code groundingMetadata}, where supports tie segments of the text to chunks, and {@code
 * citationMetadata}. Positions are counted in bytes of UTF-8 here, in characters in the model.
 */
final class GeminiGrounding {
    private static final int MOST = 1000;

    private final Set<Claim> told = new HashSet<>();

    /** That a source stands behind a segment. */
    private record Claim(JsonNode source, JsonNode segment) {}

    /** Characters of a text. */
    private record Place(int from, int to) {}

    /**
     * A text that claims may be made about.
     *
     * @param before all text of the answer before it; positions without a part's number count from its beginning
     * @param part its number among the parts of the answer
     */
    record Passage(String before, String text, int part) {}

    /** The sources that a candidate names for a text which has ended; each is given once. */
    List<Citation> read(JsonNode candidate, Passage passage) {
        List<Citation> citations = new ArrayList<>();
        for (Claim claim : claims(candidate)) {
            Place place = place(claim.segment(), passage);
            if (place != null && told.add(claim)) {
                citations.add(citation(claim.source(), place));
            }
        }
        return citations;
    }

    /** Those that no text was found for. */
    List<Citation> rest(JsonNode candidate) {
        return claims(candidate).stream()
                .filter(told::add)
                .map(claim -> citation(claim.source(), null))
                .toList();
    }

    private static List<Claim> claims(JsonNode candidate) {
        List<Claim> claims = new ArrayList<>();
        JsonNode metadata = candidate.path("groundingMetadata");
        for (JsonNode support : metadata.path("groundingSupports")) {
            for (JsonNode index : support.path("groundingChunkIndices")) {
                JsonNode chunk = metadata.path("groundingChunks").path(index.asInt(-1));
                add(new Claim(source(chunk), support.path("segment")), claims);
            }
        }
        JsonNode recited = candidate.path("citationMetadata");
        for (String list : List.of("citationSources", "citations")) {
            recited.path(list).forEach(source -> add(new Claim(source, source), claims));
        }
        return claims;
    }

    private static void add(Claim claim, List<Claim> claims) {
        boolean isNamed = claim.source().path("uri").isTextual()
                || claim.source().path("title").isTextual();
        if (isNamed && claims.size() < MOST) {
            claims.add(claim);
        }
    }

    /** Where in the passage the segment is, in characters; null if it is elsewhere. */
    private static @Nullable Place place(JsonNode segment, Passage passage) {
        int from = segment.path("startIndex").asInt(0);
        int to = segment.path("endIndex").asInt(-1);
        int part = segment.path("partIndex").asInt(0);
        int base = part == 0 ? bytes(passage.before()) : 0;
        byte[] text = passage.text().getBytes(StandardCharsets.UTF_8);
        boolean isHere =
                (part == 0 || part == passage.part()) && from >= base && from <= to && to - base <= text.length;
        return isHere ? new Place(characters(text, from - base), characters(text, to - base)) : null;
    }

    private static int characters(byte[] text, int bytes) {
        return new String(text, 0, bytes, StandardCharsets.UTF_8).length();
    }

    private static Citation citation(JsonNode source, @Nullable Place place) {
        return new Citation(
                text(source.path("uri")),
                text(source.path("title")),
                text(source.path("text")),
                null,
                place == null ? null : place.from(),
                place == null ? null : place.to(),
                Extras.NONE);
    }

    private static JsonNode source(JsonNode chunk) {
        for (String kind : List.of("web", "retrievedContext", "maps")) {
            if (chunk.has(kind)) {
                return chunk.path(kind);
            }
        }
        return chunk;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    /** Writes a source of a passage; of what has neither address nor title there is nothing to write. */
    static void write(ObjectNode metadata, Citation citation, Passage passage, Losses losses) {
        losses.addIfPresent(Loss.CITATION, citation.document());
        losses.addIfPresent(Loss.CITATION, citation.url() == null ? null : citation.cited());
        if (citation.url() == null && citation.title() == null) {
            losses.add(Loss.CITATION);
            return;
        }
        ArrayNode chunks = metadata.withArray("/groundingChunks");
        ObjectNode source = JsonTree.object();
        put("uri", citation.url(), source);
        put("title", citation.title(), source);
        put("text", citation.url() == null ? citation.cited() : null, source);
        ObjectNode chunk = JsonTree.object();
        chunk.set(citation.url() == null ? "retrievedContext" : "web", source);
        int index = indexOf(chunk, chunks);
        if (index == chunks.size()) {
            chunks.add(chunk);
        }
        ObjectNode support = metadata.withArray("/groundingSupports").addObject();
        segment(citation, passage, support.putObject("segment"));
        support.putArray("groundingChunkIndices").add(index);
    }

    private static void segment(Citation citation, Passage passage, ObjectNode segment) {
        int from = citation.from() == null ? 0 : citation.from();
        int to = citation.to() == null ? passage.text().length() : citation.to();
        if (from < 0 || from > to || to > passage.text().length()) {
            return;
        }
        if (passage.part() > 0) {
            segment.put("partIndex", passage.part());
        }
        int base = passage.part() > 0 ? 0 : bytes(passage.before());
        int start = base + bytes(passage.text().substring(0, from));
        if (start > 0) {
            segment.put("startIndex", start);
        }
        String said = passage.text().substring(from, to);
        segment.put("endIndex", start + bytes(said)).put("text", said);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int indexOf(JsonNode chunk, ArrayNode chunks) {
        for (int i = 0; i < chunks.size(); i++) {
            if (chunks.get(i).equals(chunk)) {
                return i;
            }
        }
        return chunks.size();
    }

    private static void put(String name, @Nullable String value, ObjectNode into) {
        if (value != null) {
            into.put(name, value);
        }
    }
}
