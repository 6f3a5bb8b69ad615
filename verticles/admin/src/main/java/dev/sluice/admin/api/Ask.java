package dev.sluice.admin.api;

import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Value;
import dev.sluice.store.Dimension;
import dev.sluice.store.Sight;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Query parameters that say which calls are meant, read with messages that name what is wrong. */
final class Ask {
    private static final Map<String, Dimension> DIMENSIONS = Map.of(
            "user_id", Dimension.USER,
            "key_id", Dimension.KEY,
            "model", Dimension.MODEL,
            "channel_id", Dimension.CHANNEL);
    private static final Set<String> OF_PLATFORM = Set.of("user_id", "channel_id");
    private static final int LONGEST = 255;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    private final ApiRequest request;

    Ask(ApiRequest request) {
        this.request = request;
    }

    /** Whose calls the one who asks may see. */
    Sight sight() {
        return request.caller().role().seesAll()
                ? Sight.EVERYTHING
                : Sight.ofUser(Objects.requireNonNull(request.caller().userId(), "a route for users has one"));
    }

    /** Whether what the platform pays, and to whom, may be seen too. */
    boolean seesPlatform() {
        return request.caller().role().seesAll();
    }

    /** Refuses parameters other than these and the dimensions that the one who asks may tell apart. */
    Ask allow(String... names) {
        Set<String> all = new TreeSet<>(Arrays.asList(names));
        DIMENSIONS.keySet().stream()
                .filter(name -> seesPlatform() || !OF_PLATFORM.contains(name))
                .forEach(all::add);
        request.allowQuery(all);
        return this;
    }

    Map<Dimension, String> only() {
        Map<Dimension, String> only = new EnumMap<>(Dimension.class);
        DIMENSIONS.forEach((name, dimension) -> {
            String value = request.query().get(name);
            if (value != null) {
                only.put(dimension, plain(name, value));
            }
        });
        return only;
    }

    private static String plain(String name, String value) {
        boolean mayBeEmpty = name.equals("channel_id");
        if (value.length() > LONGEST || (value.isEmpty() && !mayBeEmpty) || value.indexOf('\0') >= 0) {
            throw Value.wrong(name, "must have 1 to " + LONGEST + " characters");
        }
        return value;
    }

    Optional<Instant> moment(String name) {
        return Optional.ofNullable(request.query().get(name)).map(text -> Times.moment(name, text));
    }

    /** One of the words of an enum, in lower case. */
    <E extends Enum<E>> Optional<E> word(String name, Class<E> words) {
        return Optional.ofNullable(request.query().get(name))
                .map(text -> Arrays.stream(words.getEnumConstants())
                        .filter(word -> lower(word).equals(text))
                        .findFirst()
                        .orElseThrow(() -> Value.wrong(
                                name,
                                "must be one of "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(words.getEnumConstants())
                                                        .map(Ask::lower)
                                                        .toList()))));
    }

    int whole(String name, int standard, int most) {
        String text = request.query().getOrDefault(name, String.valueOf(standard));
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw Value.wrong(name, "must be a whole number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
