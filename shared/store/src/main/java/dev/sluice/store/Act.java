package dev.sluice.store;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What somebody does in management: who, from where, and what was asked for.
 *
 * <p>It is bound to the thread for as long as it lasts, rather than handed from call to call, so that no writing method
 * can forget it: every transaction that is written meanwhile leaves a record of it in the audit log.
 *
 * @param action such as {@code PATCH /api/users/{id}}
 * @param subject the id in that path, or empty
 * @param given what was asked for as JSON, without secrets
 */
public record Act(String actor, String address, String requestId, String action, String subject, String given) {
    private static final ScopedValue<Act> PRESENT = ScopedValue.newInstance();

    /** Does the work as this act. */
    public <T> T during(Supplier<T> work) {
        return ScopedValue.where(PRESENT, this).call(work::get);
    }

    /**
     * Goes on with what is being done on this thread, if it is recorded, now that it is known who does it: somebody who
     * has just shown who they are, and whom it is about.
     */
    public static <T> T goOnAs(String user, Supplier<T> work) {
        if (!PRESENT.isBound()) {
            return work.get();
        }
        Act act = PRESENT.get();
        return new Act(user, act.address, act.requestId, act.action, user, act.given).during(work);
    }

    /** What is being done on this thread, if it is recorded. */
    static Optional<Act> present() {
        return PRESENT.isBound() ? Optional.of(PRESENT.get()) : Optional.empty();
    }
}
