package dev.sluice.admin.signin;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How often passwords may be tried for an account: ten times in 15 minutes by all strangers together, over all nodes, and five
 * times by one of them. Networks from which its user has signed in before are counted apart and each alone, so that no crowd
 * of strangers keeps users out from where they usually are.
 */
public final class PasswordPace {
    /** What whoever did it has shown who they are by. */
    private static final List<String> SIGN_INS =
            List.of("POST /api/session", "POST /api/session/passkey", "POST /api/setup", "POST /api/sign-up");
    /** So many addresses that they last signed in from are looked at. */
    private static final int REMEMBERED = 100;

    private static final String ACQUAINTED = "known\n";
    private static final String PROOF = "proof\n";

    private final AttemptLimiter attempts;
    private final Store store;
    private final Clock clock;

    public PasswordPace(AttemptLimiter attempts, Store store, Clock clock) {
        this.attempts = attempts;
        this.store = store;
        this.clock = clock;
    }

    /** An attempt that was counted; {@link #forgive} takes it back. */
    @FunctionalInterface
    public interface Counted {

        /** The password was right. */
        void forgive();
    }

    /**
     * Counts an attempt to sign in.
     *
     * @throws GatewayException with 429 if there may be none now
     */
    public Counted attempt(String userId, String address) {
        if (isAcquainted(userId, address)) {
            refuse(attempts.tryAlone(ACQUAINTED + userId, address));
            return () -> attempts.forgive(ACQUAINTED + userId, address);
        }
        Instant now = clock.instant();
        refuse(attempts.tryAsStranger(userId, address));
        Optional<Duration> wait = store.passwordAttempts().take(userId, now);
        if (wait.isPresent()) {
            attempts.takeBack(userId, address);
        }
        refuse(wait);
        return () -> {
            attempts.forgive(userId, address);
            store.passwordAttempts().forgive(userId, now);
        };
    }

    /**
     * Counts an attempt of somebody who is signed in to show the password again, from wherever: nobody else gets there.
     *
     * @throws GatewayException with 429 if there may be none now
     */
    public Counted proof(String userId) {
        refuse(attempts.tryAlone(PROOF + userId, ""));
        return () -> attempts.forgive(PROOF + userId, "");
    }

    private boolean isAcquainted(String userId, String address) {
        String network = AttemptLimiter.network(address);
        return store.auditLog().addresses(userId, SIGN_INS, REMEMBERED).stream()
                .map(AttemptLimiter::network)
                .anyMatch(network::equals);
    }

    private static void refuse(Optional<Duration> wait) {
        wait.ifPresent(time -> {
            throw new GatewayException(GatewayError.of(Kind.RATE_LIMITED, "too many attempts; try again later")
                    .retryAfter(time));
        });
    }
}
