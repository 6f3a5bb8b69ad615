package dev.sluice.wire.text;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few member names that a reader knows, as an enum.
 *
 * @param <E> an enum whose constants are named like the members, in capitals
 */
public final class KnownNames<E extends Enum<E>> {
    private final NameTable<E> table;

    public KnownNames(Class<E> type) {
        Map<String, E> names = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            names.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        this.table = new NameTable<>(names);
    }

    /** The constant whose name the cursor's {@code NAME} is, null if it is none of them. */
    public @Nullable E find(JsonCursor cursor) {
        return table.find(cursor);
    }
}
