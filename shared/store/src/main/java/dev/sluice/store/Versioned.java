package dev.sluice.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A change of something of which a version was seen: it is made only while that version is the present one, which is looked at
 * under the lock of the row in the transaction that changes it. Whoever was overtaken gets {@link VersionConflict}.
 *
 * <p>It is bound to the thread, like {@link Act}, so that no writing method can forget it. Once a transaction has passed, those
 * that follow in the same change are no longer held to it. Of one thread.
 */
public final class Versioned {
    private static final ScopedValue<Versioned> PRESENT = ScopedValue.newInstance();
    private static final int LENGTH = 16;

    private final Subject subject;
    private @Nullable String seen;
    private @Nullable String fresh;
    private @Nullable String committed;

    /**
     * One thing that has versions.
     *
     * @param kind such as {@code key}, as revisions call it, or {@code redemption} or {@code announcement}
     */
    public record Subject(String kind, String id) {}

    private Versioned(Subject subject, @Nullable String seen) {
        this.subject = subject;
        this.seen = seen;
    }

    /** A change, which is to find it as it was seen; null to find it in any way. */
    public static Versioned change(Subject subject, @Nullable String seen) {
        return new Versioned(subject, seen);
    }

    /** Makes the change. */
    public <T> T during(Supplier<T> work) {
        return ScopedValue.where(PRESENT, this).call(work::get);
    }

    /** The version that the change made, if it made one. */
    public Optional<String> made() {
        return Optional.ofNullable(committed);
    }

    /** Stands for what something says, in so many letters. */
    public static String of(String text) {
        byte[] digest = Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, LENGTH));
    }

    /** Under the row's lock: how it is now. */
    static void check(String kind, String id, @Nullable String present) {
        if (PRESENT.isBound()) {
            Versioned change = PRESENT.get();
            if (change.isAbout(kind, id) && change.seen != null && !change.seen.equals(present)) {
                throw new VersionConflict(present);
            }
        }
    }

    /** In the same transaction: how it will be. */
    static void note(String kind, String id, String version) {
        if (PRESENT.isBound() && PRESENT.get().isAbout(kind, id)) {
            PRESENT.get().fresh = version;
        }
    }

    /** The transaction is there for good. */
    static void commit() {
        if (PRESENT.isBound() && PRESENT.get().fresh != null) {
            Versioned change = PRESENT.get();
            change.committed = change.fresh;
            change.fresh = null;
            change.seen = null;
        }
    }

    private boolean isAbout(String kind, String id) {
        return subject.kind().equals(kind) && subject.id().equals(id);
    }
}
