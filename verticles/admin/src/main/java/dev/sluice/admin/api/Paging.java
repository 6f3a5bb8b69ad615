package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.store.Page;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that is asked for.
 *
 * @param after the {@code next} of the part before, absent for the first
 */
record Paging(@Nullable String after, int limit) {
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final Pattern LIMIT = Pattern.compile("\\d{1,3}");
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_.:=/+-]{1,200}");

    static Paging of(ApiRequest request) {
        String limit = request.query().getOrDefault("limit", String.valueOf(USUAL));
        if (!LIMIT.matcher(limit).matches() || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MOST) {
            throw Value.wrong("limit", "must be a whole number from 1 to " + MOST);
        }
        return new Paging(token(request, "after"), Integer.parseInt(limit));
    }

    /** A query parameter that holds an id or a cursor. */
    static @Nullable String token(ApiRequest request, String name) {
        String token = request.query().get(name);
        if (token != null && !CURSOR.matcher(token).matches()) {
            throw Value.wrong(name, "is not one that was given out here");
        }
        return token;
    }

    /** Where the parts of a list come from. */
    @FunctionalInterface
    interface Source<T> {

        /**
         * Reads a part.
         *
         * @throws IllegalArgumentException if {@code after} is not a cursor of this list
         */
        Page<T> read(@Nullable String after, int limit);
    }

    <T> Answer answer(Source<T> source, Function<T, ? extends JsonNode> write) {
        Page<T> page;
        try {
            page = source.read(after, limit);
        } catch (IllegalArgumentException e) {
            throw Value.wrong("after", "is not one that was given out here");
        }
        ObjectNode json = list(page.items(), write);
        json.put("next", page.next());
        return Answer.json(200, json);
    }

    static <T> ObjectNode list(List<T> items, Function<T, ? extends JsonNode> write) {
        ObjectNode json = Json.object();
        var data = json.putArray("data");
        items.forEach(item -> data.add(write.apply(item)));
        return json;
    }
}
