package dev.sluice.wire.text;

import dev.sluice.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reader knows about a few member names, found without making a string of each name that passes.
 *
 * @param <V> what is known
 */
public final class NameTable<V> {
    private final List<List<Entry<V>>> byLength = new ArrayList<>();

    private record Entry<V>(Bytes name, V value) {}

    public NameTable(Map<String, V> values) {
        values.forEach((text, value) -> {
            byte[] name = text.getBytes(StandardCharsets.UTF_8);
            while (byLength.size() <= name.length) {
                byLength.add(new ArrayList<>());
            }
            byLength.get(name.length).add(new Entry<>(Bytes.of(name), value));
        });
    }

    /** What is known about the name at which the cursor stands, null if nothing is. */
    public @Nullable V find(JsonCursor cursor) {
        if (cursor.isEscaped()) {
            byte[] name = cursor.text().getBytes(StandardCharsets.UTF_8);
            return find(name, 0, name.length);
        }
        return find(cursor.array(), cursor.start() + 1, cursor.stop() - 1);
    }

    private @Nullable V find(byte[] array, int from, int to) {
        if (to - from >= byLength.size()) {
            return null;
        }
        List<Entry<V>> entries = byLength.get(to - from);
        for (int i = 0; i < entries.size(); i++) {
            Entry<V> entry = entries.get(i);
            if (Arrays.equals(entry.name.array(), 0, to - from, array, from, to)) {
                return entry.value;
            }
        }
        return null;
    }
}
