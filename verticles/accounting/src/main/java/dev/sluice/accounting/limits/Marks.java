package dev.sluice.accounting.limits;

/** Numbers that stand for texts, the same on all nodes and in all versions: who owns what depends on them. */
final class Marks {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Marks() {}

    /** FNV-1a with 64 bits, over UTF-16. */
    static long of(String text) {
        long mark = BASIS;
        for (int i = 0; i < text.length(); i++) {
            mark = (mark ^ text.charAt(i)) * PRIME;
        }
        return mark;
    }

    /** Mixes two marks so that every bit of both counts (the finalizer of SplitMix64). */
    static long mix(long one, long other) {
        long mixed = one ^ Long.rotateLeft(other, 32);
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
