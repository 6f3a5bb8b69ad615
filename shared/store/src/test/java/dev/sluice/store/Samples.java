package dev.sluice.store;

import static dev.sluice.model.price.TokenClass.CACHE_READ;
import static dev.sluice.model.price.TokenClass.CACHE_WRITE;
import static dev.sluice.model.price.TokenClass.INPUT;
import static dev.sluice.model.price.TokenClass.OUTPUT;

import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.BodyRule;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.model.catalog.Condition;
import dev.sluice.model.catalog.HeaderRule;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.model.catalog.Labels;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.model.catalog.User;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Things to put into a store. One token of {@link #MODEL} costs one nano-dollar. */
final class Samples {
    static final String MODEL = "penny";
    static final PriceChange BOOK = PriceChange.ofFiles(
            1,
            "test",
            List.of(PriceRule.of(
                    Kind.SALE,
                    Origin.FILE,
                    Scope.of(MODEL),
                    Terms.flat(new Rates(
                            Map.of(INPUT, 1_000_000L, CACHE_READ, 0L, CACHE_WRITE, 0L, OUTPUT, 1_000_000L),
                            0,
                            Map.of())))),
            List.of());
    /** When calls arrive. */
    static final long ARRIVED = 1_800_000_000_000L;

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

    private static final Shaping SHAPING = new Shaping(
            List.of(
                    new HeaderRule("x-team", "{model} of {request_id}", Condition.ALWAYS),
                    new HeaderRule("http-referer", null, new Condition("gpt-*", true, null, null))),
            List.of(
                    new BodyRule("temperature", new BodyRule.Put(new RawJson("0.5")), Condition.ALWAYS),
                    new BodyRule(
                            "/reasoning/effort",
                            new BodyRule.Default(new RawJson("\"low\"")),
                            new Condition(null, null, "tools", new RawJson("[]"))),
                    new BodyRule("user", new BodyRule.Without(), new Condition(null, false, "user", null))),
            Map.of(400, 429, 403, 503),
            new SystemPrompt("Be \"brief\".\n", SystemPrompt.Mode.PREFIX));

    static Channel channel(String id, String name, @Nullable String baseUrl) {
        return Channel.draft(id, name, "openai")
                .baseUrl(baseUrl)
                .models(List.of("gpt-5", "模型"))
                .modelPatterns(List.of("gpt-*"))
                .listUpstream(true)
                .modelMapping(Map.of("gpt-5", "gpt-5-2026", "a", "b"))
                .groups(Set.of("default", "vip"))
                .priority(-3)
                .weight(7)
                .parameters(Map.of("api-version", "2026-01-01"))
                .timeouts(new TimeoutOverrides(Duration.ofSeconds(3), null, null, Duration.ofMillis(1)))
                .modelTimeouts(Map.of("gpt-5", new TimeoutOverrides(null, Duration.ofMinutes(2), null, null)))
                .limits(new ChannelLimits(600L, null, 7L))
                .shaping(SHAPING)
                .labels(new Labels(List.of("eu", "模型"), "Paid by\nmarketing."))
                .proxy(new ProxyServer(ProxyServer.Kind.SOCKS5, "proxy.example", 1080, true))
                .channel();
    }

    /** A completed call of so many tokens, which are also its cost. */
    static RequestRow row(String callId, String userId, long tokens) {
        return row(callId, userId, "no-key", tokens);
    }

    static RequestRow row(String callId, String userId, String keyId, long tokens) {
        return new RequestRow(
                callId,
                "request of " + callId,
                ARRIVED,
                keyId,
                userId,
                "default",
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
                Reckoning.of(BOOK.version(), nano(tokens)),
                12,
                345,
                90);
    }

    static RequestRow voidRow(String callId, String userId) {
        return new RequestRow(
                callId,
                callId,
                1_800_000_000_001L,
                "no-key",
                userId,
                "default",
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
                Reckoning.NOTHING,
                -1,
                3,
                0);
    }

    static RequestRow at(RequestRow row, long arrivedAtMillis) {
        return renamed(row, row.model(), arrivedAtMillis);
    }

    static RequestRow ofModel(RequestRow row, String model) {
        return renamed(row, model, row.arrivedAtMillis());
    }

    /** With what it costs the platform. */
    static RequestRow bought(RequestRow row, long purchase) {
        Reckoning r = row.reckoning();
        return reckoned(row, new Reckoning(r.held(), r.version(), r.rule(), r.cost(), 1, nano(purchase)));
    }

    /** Broken off, and by the operator's setting not billed, though the platform pays for it. */
    static RequestRow waived(RequestRow r, long purchase) {
        Reckoning nothing =
                new Reckoning(r.reckoning().held(), r.priceVersion(), 0, NanoDollars.ZERO, 1, nano(purchase));
        return ended(reckoned(r, nothing), CallEnd.CALLER_LEFT, UsageSource.WAIVED);
    }

    private static RequestRow ended(RequestRow r, CallEnd end, UsageSource source) {
        return new RequestRow(
                r.callId(),
                r.requestId(),
                r.arrivedAtMillis(),
                r.keyId(),
                r.userId(),
                r.group(),
                r.dialect(),
                r.operation(),
                r.model(),
                r.stream(),
                r.channelId(),
                r.provider(),
                r.upstreamModel(),
                r.attempts(),
                r.status(),
                r.errorCode(),
                end,
                r.usage(),
                source,
                r.reckoning(),
                r.firstContentMillis(),
                r.totalMillis(),
                r.gatewayMicros());
    }

    private static RequestRow renamed(RequestRow r, String model, long arrivedAtMillis) {
        Reckoning reckoning = model.equals(MODEL) ? r.reckoning() : Reckoning.of(0, NanoDollars.ZERO);
        return changed(r, model, arrivedAtMillis, reckoning);
    }

    private static RequestRow reckoned(RequestRow r, Reckoning reckoning) {
        return changed(r, r.model(), r.arrivedAtMillis(), reckoning);
    }

    private static RequestRow changed(RequestRow r, String model, long arrivedAtMillis, Reckoning reckoning) {
        return new RequestRow(
                r.callId(),
                r.requestId(),
                arrivedAtMillis,
                r.keyId(),
                r.userId(),
                r.group(),
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
                reckoning,
                r.firstContentMillis(),
                r.totalMillis(),
                r.gatewayMicros());
    }

    /** What the row costs, so much of it from the slice, paid by its user; a {@link Node} numbers it. */
    static Bill bill(RequestRow row, long fromSlice) {
        return new Bill(0, row, List.of(charge(Account.ofUser(row.userId()), row.cost(), fromSlice)));
    }

    static Bill.Charge charge(Account account, NanoDollars cost, long fromSlice) {
        return new Bill.Charge(account, cost.value(), fromSlice);
    }
}
