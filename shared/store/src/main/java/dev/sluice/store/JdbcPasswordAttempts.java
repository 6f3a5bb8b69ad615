package dev.sluice.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link PasswordAttempts} over JDBC: a row for each account that was tried, locked while it is counted in. */
record JdbcPasswordAttempts(Database database) implements PasswordAttempts {

    @Override
    public Optional<Duration> take(String userId, Instant now) {
        // Names that are made up make nobody wait who writes.
        if (!database.read(h -> isUser(h, userId))) {
            return Optional.empty();
        }
        return database.writeOnce(h -> {
            AuditTrail.noteNothing();
            String kept = kept(h, userId);
            if (kept == null && !isUser(h, userId)) {
                return Optional.empty();
            }
            List<Long> recent = recent(kept, now);
            if (recent.size() >= MOST) {
                return Optional.of(
                        Duration.ofMillis(recent.get(recent.size() - MOST) + WINDOW.toMillis() - now.toEpochMilli()));
            }
            recent.add(now.toEpochMilli());
            if (kept == null) {
                h.execute("INSERT INTO password_attempt (user_id, moments) VALUES (?, ?)", userId, text(recent));
            } else {
                write(h, userId, recent);
            }
            return Optional.empty();
        });
    }

    @Override
    public void forgive(String userId, Instant counted) {
        database.write(h -> {
            AuditTrail.noteNothing();
            List<Long> recent = recent(kept(h, userId), counted);
            if (recent.remove(counted.toEpochMilli())) {
                write(h, userId, recent);
            }
            return recent.size();
        });
    }

    private @Nullable String kept(Handle handle, String userId) {
        return handle.createQuery("SELECT moments FROM password_attempt WHERE user_id = :user"
                        + database.dialect().forUpdate())
                .bind("user", userId)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    private static boolean isUser(Handle handle, String userId) {
        return handle.createQuery("SELECT COUNT(*) FROM gateway_user WHERE id = :user")
                        .bind("user", userId)
                        .mapTo(Long.class)
                        .one()
                == 1;
    }

    private static void write(Handle handle, String userId, List<Long> moments) {
        handle.execute("UPDATE password_attempt SET moments = ? WHERE user_id = ?", text(moments), userId);
    }

    private static String text(List<Long> moments) {
        return moments.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Of the moments that are kept those within the window. */
    private static List<Long> recent(@Nullable String kept, Instant now) {
        long before = now.minus(WINDOW).toEpochMilli();
        return kept == null || kept.isEmpty()
                ? new ArrayList<>()
                : Arrays.stream(kept.split(",", -1))
                        .map(Long::valueOf)
                        .filter(moment -> moment > before)
                        .collect(Collectors.toCollection(ArrayList::new));
    }
}
