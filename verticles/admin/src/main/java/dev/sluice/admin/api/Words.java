package dev.sluice.admin.api;

import dev.sluice.admin.http.Value.Reader;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Constants in JSON: in small letters. */
final class Words {
    private Words() {}

    static <E extends Enum<E>> Reader<E> of(Class<E> type) {
        String all = Stream.of(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "));
        return value -> Stream.of(type.getEnumConstants())
                .filter(constant -> of(constant).equals(value.node().textValue()))
                .findFirst()
                .orElseThrow(() -> value.wrong("must be one of " + all));
    }

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
