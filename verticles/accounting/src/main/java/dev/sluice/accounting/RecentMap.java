package dev.sluice.accounting;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map that forgets what has not been asked for lately. Thread safe, and readers never wait.
 *
 * <p>It has two halves: what is put or found goes to the young one; when that is full it becomes the old one, and what
 * was old is forgotten.
 */
final class RecentMap<K, V> {
    private final int half;
    private volatile ConcurrentHashMap<K, V> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<K, V> old = new ConcurrentHashMap<>();

    /**
     * An empty map.
     *
     * @param capacity entries kept at most, give or take one for each thread that puts at the same moment
     */
    RecentMap(int capacity) {
        this.half = Math.max(1, capacity / 2);
    }

    @Nullable
    V get(K key) {
        V value = young.get(key);
        return value != null ? value : getOld(key);
    }

    private @Nullable V getOld(K key) {
        V value = old.get(key);
        if (value != null) {
            put(key, value);
        }
        return value;
    }

    void put(K key, V value) {
        if (young.size() >= half) {
            turn();
        }
        young.put(key, value);
    }

    private synchronized void turn() {
        if (young.size() >= half) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }

    synchronized void remove(K key) {
        young.remove(key);
        old.remove(key);
    }

    int size() {
        return young.size() + old.size();
    }
}
