package dev.sluice.router;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Remembers what was used lately, never more than about twice {@code generation} entries.
 *
 * <p>Two generations of maps: what is used moves to the young one; when that is full it becomes the old one, and the old
 * one is forgotten. So names that callers invent push out each other, not those in use. Reads take no lock.
 */
final class Recent<K, V> {
    private final int generation;
    private volatile Map<K, V> young = new ConcurrentHashMap<>();
    private volatile Map<K, V> old = Map.of();

    Recent(int generation) {
        this.generation = generation;
    }

    /** The value remembered, else the one that is made now; nothing is remembered when none is made. */
    Optional<V> get(K key, Supplier<Optional<V>> make) {
        V known = young.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        return Optional.ofNullable(old.get(key)).or(make).map(value -> keep(key, value));
    }

    /** All callers that ask at the same time get the same value, the one that was first. */
    private synchronized V keep(K key, V value) {
        V first = young.get(key);
        if (first != null) {
            return first;
        }
        if (young.size() >= generation) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
        young.put(key, value);
        return value;
    }

    int size() {
        return young.size() + old.size();
    }
}
