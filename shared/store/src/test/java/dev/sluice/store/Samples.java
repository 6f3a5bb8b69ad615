package dev.sluice.store;

import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.model.catalog.User;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Things to put into a store. One token of {@link #MODEL} costs one nano-dollar. */
final class Samples {
    static final String MODEL = "penny";
    static final PriceBook BOOK =
            new PriceBook(1, Map.of(MODEL, new Price(MODEL, 1, 1_000_000, 0, 0, 1_000_000, 1_000_000, 0)));
    static final Vault VAULT = Vault.of(new byte[32]);

    private Samples() {}

    static NanoDollars nano(long amount) {
        return new NanoDollars(amount);
    }

    static User user(String id) {
        return new User(id, "name of " + id, "user", true, false);
    }

    static Bytes digest(String key) {
        return VAULT.digestApiKey(key);
    }

    static ApiKey key(String id, @Nullable NanoDollars budget) {
        return new ApiKey(
                id,
                "name of " + id,
                "sk-abc",
                Users.ADMIN,
                "default",
                true,
                Instant.ofEpochMilli(1_900_000_000_123L),
                List.of("gpt-5", "claude \"x\""),
                List.of("10.0.0.0/8"),
                new KeyLimits(60L, null, 4L),
                budget,
                Instant.ofEpochMilli(1_800_000_000_456L));
    }

    static Channel channel(String id, String name, @Nullable String baseUrl) {
        return new Channel(
                id,
                name,
                "openai",
                baseUrl,
                List.of("gpt-5", "模型"),
                List.of("gpt-*"),
                true,
                Map.of("gpt-5", "gpt-5-2026", "a", "b"),
                Set.of("default", "vip"),
                -3,
                7,
                true,
                false,
                Map.of("api-version", "2026-01-01"),
                new TimeoutOverrides(Duration.ofSeconds(3), null, null, Duration.ofMillis(1)),
                Map.of("gpt-5", new TimeoutOverrides(null, Duration.ofMinutes(2), null, null)));
    }

    /** A completed call of so many tokens, which are also its cost. */
    static RequestRow row(String callId, String userId, long tokens) {
        return row(callId, userId, "no-key", tokens);
    }

    static RequestRow row(String callId, String userId, String keyId, long tokens) {
        return new RequestRow(
                callId,
                "request of " + callId,
                1_800_000_000_000L,
                keyId,
                userId,
                "openai-chat",
                "chat",
                MODEL,
                true,
                "channel-1",
                "openai",
                "penny-2026",
                1,
                200,
                null,
                CallEnd.COMPLETED,
                new Usage(tokens, 0, 5, 0, 0),
                UsageSource.UPSTREAM,
                BOOK.version(),
                nano(tokens),
                12,
                345);
    }

    static RequestRow voidRow(String callId, String userId) {
        return new RequestRow(
                callId,
                callId,
                1_800_000_000_001L,
                "no-key",
                userId,
                "openai-chat",
                "chat",
                MODEL,
                false,
                null,
                null,
                null,
                0,
                503,
                "no_healthy_channel",
                CallEnd.REFUSED,
                Usage.NONE,
                UsageSource.NONE,
                BOOK.version(),
                NanoDollars.ZERO,
                -1,
                3);
    }

    static RequestRow at(RequestRow row, long arrivedAtMillis) {
        return renamed(row, row.model(), arrivedAtMillis);
    }

    static RequestRow ofModel(RequestRow row, String model) {
        return renamed(row, model, row.arrivedAtMillis());
    }

    private static RequestRow renamed(RequestRow r, String model, long arrivedAtMillis) {
        return new RequestRow(
                r.callId(),
                r.requestId(),
                arrivedAtMillis,
                r.keyId(),
                r.userId(),
                r.dialect(),
                r.operation(),
                model,
                r.stream(),
                r.channelId(),
                r.provider(),
                r.upstreamModel(),
                r.attempts(),
                r.status(),
                r.errorCode(),
                r.end(),
                r.usage(),
                r.usageSource(),
                model.equals(MODEL) ? r.priceVersion() : 0,
                model.equals(MODEL) ? r.cost() : NanoDollars.ZERO,
                r.firstContentMillis(),
                r.totalMillis());
    }

    /** What the row costs, so much of it from the slice, paid by its user. */
    static Bill bill(RequestRow row, long fromSlice) {
        return new Bill(row, List.of(charge(Account.ofUser(row.userId()), row.cost(), fromSlice)));
    }

    static Bill.Charge charge(Account account, NanoDollars cost, long fromSlice) {
        return new Bill.Charge(account, cost, nano(fromSlice));
    }
}
