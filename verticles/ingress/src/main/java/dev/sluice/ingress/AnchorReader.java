package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Anchor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds what ties a call to others: what its caller calls the session, in a header or in the body, and how its prompt
 * begins. Only the beginning of a long body is looked at, so that an event loop is not held up.
 */
final class AnchorReader {
    /** In this order; the first that is there counts. */
    static final List<String> HEADERS =
            List.of("x-session-id", "session-id", "x-claude-code-session-id", "x-session-affinity");

    /** Fields of the body, and how much each is worth: some name the user, who may have several sessions. */
    private static final Map<String, Integer> FIELDS = Map.of(
            "prompt_cache_key",
            4,
            "session_id",
            3,
            "conversation_id",
            3,
            "user_id",
            2,
            "user",
            1,
            "safety_identifier",
            1);

    private static final int MOST_BYTES = 64 * 1024;
    /** About a thousand tokens: no provider caches a shorter prefix. */
    private static final int PREFIX = 4096;

    private static final int MOST_NAME = 512;
    private static final JsonFactory JSON = new JsonFactory();

    private final Digest prefix = new Digest();
    private int worth;
    private long named;
    private boolean whole;

    private final String whose;

    private AnchorReader(String whose) {
        this.whose = whose;
    }

    /**
     * What ties this call to others.
     *
     * @param whose key it is: others may give their sessions the same names, "default" to begin with
     * @param header finds a header of the request
     */
    static Anchor read(String whose, Bytes body, Function<String, @Nullable String> header) {
        AnchorReader reader = new AnchorReader(whose);
        reader.read(body);
        long prefix = reader.prefix.value();
        for (String name : HEADERS) {
            String given = header.apply(name);
            if (given != null && !given.isBlank()) {
                return new Anchor(reader.digest(given), prefix);
            }
        }
        return new Anchor(reader.worth > 0 ? reader.named : prefix, prefix);
    }

    private void read(Bytes body) {
        int length = Math.min(body.length(), MOST_BYTES);
        try (JsonParser json = JSON.createParser(body.array(), body.offset(), length)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                members(json);
            }
        } catch (IOException cutOff) {
            // The body was read before, so it can only have been cut off here: what was found until there has to do.
            whole = true;
        }
    }

    private void members(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "metadata" -> metadata(json, value);
                case "system", "instructions", "systemInstruction", "system_instruction", "tools" -> text(json, value);
                case "messages", "input", "contents", "prompt" -> opening(json, value);
                default -> name(json, name, value);
            }
        }
    }

    private void metadata(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            name(json, name, json.nextToken());
        }
    }

    private void name(JsonParser json, String name, JsonToken value) throws IOException {
        Integer weight = FIELDS.get(name);
        if (weight != null && weight > worth && value == JsonToken.VALUE_STRING) {
            String given = json.getText();
            if (!given.isBlank()) {
                worth = weight;
                named = digest(given);
            }
        }
        json.skipChildren();
    }

    private long digest(String given) {
        Digest digest = new Digest();
        digest.add(whose.toCharArray(), 0, whose.length(), Integer.MAX_VALUE);
        char[] name = given.toCharArray();
        digest.add(name, 0, Math.min(name.length, MOST_NAME), Integer.MAX_VALUE);
        return digest.value();
    }

    /** How a conversation begins: everything up to the first turn of the user, which later calls repeat. */
    private void opening(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            text(json, value);
            return;
        }
        for (JsonToken item = json.nextToken(); item != JsonToken.END_ARRAY; item = json.nextToken()) {
            if (whole) {
                json.skipChildren();
            } else {
                whole = message(json, item);
            }
        }
    }

    /** Takes a message; answers whether it is a turn of the user. */
    private boolean message(JsonParser json, JsonToken item) throws IOException {
        boolean isUser = false;
        int depth = 0;
        for (JsonToken token = item; ; token = json.nextToken()) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING) {
                isUser |= depth == 1
                        && "role".equals(json.currentName())
                        && json.getText().equals("user");
                take(json);
            }
            if (depth == 0) {
                return isUser;
            }
        }
    }

    private void text(JsonParser json, JsonToken value) throws IOException {
        int depth = 0;
        for (JsonToken token = value; ; token = json.nextToken()) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING) {
                take(json);
            }
            if (depth == 0) {
                return;
            }
        }
    }

    private void take(JsonParser json) throws IOException {
        prefix.add(json.getTextCharacters(), json.getTextOffset(), json.getTextLength(), PREFIX);
    }

    /** FNV-1a over characters, 64 bits: it only spreads, and protects nothing. */
    private static final class Digest {
        private static final long BASIS = 0xcbf29ce484222325L;
        private static final long PRIME = 0x100000001b3L;

        private long hash = BASIS;
        private int taken;

        void add(char[] text, int from, int length, int most) {
            int end = from + Math.min(length, most - taken);
            for (int i = from; i < end; i++) {
                hash = (hash ^ text[i]) * PRIME;
            }
            taken += end - from;
        }

        /** Never 0, which means nothing. */
        long value() {
            return taken == 0 ? 0 : hash == 0 ? 1 : hash;
        }
    }
}
