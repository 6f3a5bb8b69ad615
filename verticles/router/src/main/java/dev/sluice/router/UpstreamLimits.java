package dev.sluice.router;

import dev.sluice.bus.ChannelSum.Left;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.UpstreamLimit.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a channel's upstream says is left of its limits, by the upstream's name of the model, whoever of the nodes was told.
 * What was said last counts, and no longer than until the limit's reset. Thread safe; asking takes no lock.
 */
final class UpstreamLimits {
    /** Past this number of models the one that was told of first makes room. */
    static final int MOST_MODELS = 64;

    /** A call uses many tokens at once, so they are used up a little before the last is gone: at a fiftieth of the limit. */
    private static final int LAST_TOKENS = 50;

    private static final Duration LONGEST = Duration.ofDays(1);

    /** Hearsay must be newer by this: its age is known as well as messages are quick, and it forgets what was taken here. */
    private static final long NEWER_NANOS = 500_000_000L;

    private final Map<String, Map<Kind, Known>> models = new ConcurrentHashMap<>();

    /** What one answer said. */
    void learn(String model, List<UpstreamLimit> limits, long now) {
        for (UpstreamLimit limit : limits) {
            Known known = new Known(limit.limit(), limit.remaining(), now, now + nanos(limit.reset()));
            keep(model, limit.kind(), known, 0);
        }
    }

    /** What another node was told; what makes no sense here is passed over. */
    void hear(Left left, long now) {
        long learned = now - nanos(left.age());
        Kind kind = kind(left.kind());
        if (kind != null && left.limit() >= 0 && left.remaining() >= 0) {
            Known known = new Known(left.limit(), left.remaining(), learned, now + nanos(left.reset()));
            keep(left.model(), kind, known, NEWER_NANOS);
        }
    }

    /** A call is about to be sent that counts against them. */
    void take(String model) {
        Map<Kind, Known> known = models.isEmpty() ? null : models.get(model);
        Known requests = known == null ? null : known.get(Kind.REQUESTS);
        if (requests != null) {
            requests.taken.incrementAndGet();
        }
    }

    /** How long nothing more will be had for this model; zero if there is something left, as far as one knows. */
    long usedUpFor(String model, long now) {
        Map<Kind, Known> known = models.isEmpty() ? null : models.get(model);
        long longest = 0;
        if (known != null) {
            for (Map.Entry<Kind, Known> one : known.entrySet()) {
                longest = Math.max(longest, one.getValue().usedUpFor(one.getKey(), now));
            }
        }
        return longest;
    }

    /** How much is left for this model of what is nearest to its end, from 0 to 1; 1 if nothing is known. */
    double headroom(String model, long now) {
        Map<Kind, Known> known = models.isEmpty() ? null : models.get(model);
        double least = 1;
        if (known != null) {
            for (Map.Entry<Kind, Known> one : known.entrySet()) {
                least = Math.min(least, one.getValue().headroom(one.getKey(), now));
            }
        }
        return least;
    }

    /** What still holds, what is nearest to its end first. */
    Stream<Left> told(long now) {
        return models.entrySet().stream()
                .flatMap(model -> model.getValue().entrySet().stream()
                        .filter(one -> one.getValue().ends - now > 0)
                        .map(one -> one.getValue().told(model.getKey(), one.getKey(), now)))
                .sorted(Comparator.comparingLong(Left::remaining));
    }

    int modelsKnown() {
        return models.size();
    }

    private void keep(String model, Kind kind, Known newer, long by) {
        Map<Kind, Known> known = models.get(model);
        if (known == null) {
            makeRoom();
            known = models.computeIfAbsent(model, name -> new ConcurrentHashMap<>());
        }
        known.merge(kind, newer, (old, one) -> one.learned - old.learned >= by ? one : old);
    }

    private synchronized void makeRoom() {
        while (models.size() >= MOST_MODELS) {
            Optional<String> oldest = models.entrySet().stream()
                    .min(Comparator.comparingLong(model -> latest(model.getValue())))
                    .map(Map.Entry::getKey);
            oldest.ifPresent(models::remove);
        }
    }

    private static long latest(Map<Kind, Known> known) {
        return known.values().stream().mapToLong(one -> one.learned).max().orElse(Long.MIN_VALUE);
    }

    private static @Nullable Kind kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        return null;
    }

    private static long nanos(Duration given) {
        return Math.max(0, given.compareTo(LONGEST) < 0 ? given.toNanos() : LONGEST.toNanos());
    }

    /** One limit; times are of {@link System#nanoTime}'s kind. */
    private static final class Known {
        private final long limit;
        private final long remaining;
        private final long learned;
        private final long ends;
        private final AtomicLong taken = new AtomicLong();

        Known(long limit, long remaining, long learned, long ends) {
            this.limit = limit;
            this.remaining = remaining;
            this.learned = learned;
            this.ends = ends;
        }

        long usedUpFor(Kind kind, long now) {
            return ends - now > 0 && isUsedUp(kind) ? ends - now : 0;
        }

        double headroom(Kind kind, long now) {
            long left = kind == Kind.REQUESTS ? remaining - taken.get() : remaining;
            return ends - now <= 0 || limit <= 0 ? 1 : Math.clamp((double) left / limit, 0, 1);
        }

        private boolean isUsedUp(Kind kind) {
            return switch (kind) {
                case REQUESTS -> remaining - taken.get() <= 0;
                case TOKENS, INPUT_TOKENS, OUTPUT_TOKENS -> remaining <= limit / LAST_TOKENS;
            };
        }

        Left told(String model, Kind kind, long now) {
            return new Left(
                    model,
                    kind.name().toLowerCase(Locale.ROOT),
                    limit,
                    Math.max(0, kind == Kind.REQUESTS ? remaining - taken.get() : remaining),
                    Duration.ofNanos(Math.max(0, now - learned)),
                    Duration.ofNanos(ends - now));
        }
    }
}
