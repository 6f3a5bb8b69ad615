package dev.sluice.admin.signin;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Store;
import dev.sluice.store.Users;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Users' passwords, kept as Argon2id hashes. Hashing is made to cost 19 MiB and a good part of a second, so two threads do it and no
 * more, whoever asks; they leave when there is nothing to do. Thread safe; every method blocks.
 */
public final class Passwords implements AutoCloseable {
    private static final int SHORTEST = 12;
    private static final int LONGEST = 256;
    private static final int AT_ONCE = 2;
    private static final int WAITING = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
    private static final Argon2Function HASHING = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

    private static final int SALT_BYTES = 16;
    private static final int MEMORY_AT_MOST_KIB = 1 << 16;
    /** Verified for users who have no password, so that the answer takes as long as for those who have. */
    private static final String NOBODYS =
            "$argon2id$v=19$m=19456,t=2,p=1$c2x1aWNlLW5vYm9keS4uLg$" + "Zm9yIG5vYm9keSwgYW5kIG1hdGNoZXMgbm90aGluZy4";

    private final Users users;
    private final ThreadPoolExecutor hashers = new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("password-", 0).factory());

    public Passwords(Users users) {
        this.users = users;
        hashers.allowCoreThreadTimeOut(true);
    }

    /**
     * Refuses what cannot be a password.
     *
     * @throws GatewayException naming {@code password}
     */
    public static void check(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw Value.wrong("password", "must have " + SHORTEST + " to " + LONGEST + " characters");
        }
    }

    /**
     * Sets a user's password on the calling thread; for the operator's own at start.
     *
     * @throws GatewayException naming {@code password} if it is too short or too long
     */
    public static void set(Store store, String userId, String password) {
        check(password);
        store.users().setPasswordHash(userId, hashNow(password));
    }

    /**
     * The hash to keep of a password, in PHC format.
     *
     * @throws GatewayException as {@link #check}, or with 503 when too many wait already
     */
    public String hash(String password) {
        check(password);
        return soon(() -> hashNow(password));
    }

    private static String hashNow(String password) {
        return Password.hash(normal(password))
                .addRandomSalt(SALT_BYTES)
                .with(HASHING)
                .getResult();
    }

    /** Whether this is the user's password. As slow for users who have none, or are not there. */
    public boolean verify(String userId, String password) {
        Optional<String> kept = users.passwordHash(userId);
        String hash = kept.orElse(NOBODYS);
        boolean right = soon(() -> Password.check(normal(password), hash).with(function(hash)));
        return right && kept.isPresent();
    }

    private static Argon2Function function(String hash) {
        Argon2Function function = Argon2Function.getInstanceFromHash(hash);
        if (function.getMemory() > MEMORY_AT_MOST_KIB) {
            throw new IllegalStateException("a password hash wants more memory than there is for it");
        }
        return function;
    }

    /** The same password typed on two systems may come as different code points. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private <T> T soon(Callable<T> work) {
        Future<T> result;
        try {
            result = hashers.submit(work);
        } catch (RejectedExecutionException e) {
            throw busy();
        }
        try {
            return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            result.cancel(false);
            throw busy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be hashed", e.getCause());
        }
    }

    private static GatewayException busy() {
        return new GatewayException(GatewayError.of(Kind.OVERLOADED, "too many passwords to check; try again")
                .retryAfter(Duration.ofSeconds(2)));
    }

    @Override
    public void close() {
        hashers.shutdown();
    }
}
