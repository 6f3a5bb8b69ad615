package dev.sluice.wire.text;

import dev.sluice.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The few member names that a reader knows, found without making a string of each name that passes.
 *
 * @param <E> an enum whose constants are named like the members, in capitals
 */
public final class KnownNames<E extends Enum<E>> {
    private final List<List<Entry<E>>> byLength = new ArrayList<>();

    private record Entry<E>(Bytes name, E constant) {}

    public KnownNames(Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            byte[] name = constant.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            while (byLength.size() <= name.length) {
                byLength.add(new ArrayList<>());
            }
            byLength.get(name.length).add(new Entry<>(Bytes.of(name), constant));
        }
    }

    /** The constant whose name the cursor's {@code NAME} is, null if it is none of them. */
    public @Nullable E find(JsonCursor cursor) {
        if (cursor.isEscaped()) {
            byte[] name = cursor.text().getBytes(StandardCharsets.UTF_8);
            return find(name, 0, name.length);
        }
        return find(cursor.array(), cursor.start() + 1, cursor.stop() - 1);
    }

    private @Nullable E find(byte[] array, int from, int to) {
        if (to - from >= byLength.size()) {
            return null;
        }
        List<Entry<E>> entries = byLength.get(to - from);
        for (int i = 0; i < entries.size(); i++) {
            Entry<E> entry = entries.get(i);
            if (Arrays.equals(entry.name.array(), 0, to - from, array, from, to)) {
                return entry.constant;
            }
        }
        return null;
    }
}
