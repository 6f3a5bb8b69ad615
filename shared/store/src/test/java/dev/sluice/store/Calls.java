package dev.sluice.store;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls of all sorts, the same ones for the same seed: users, keys, models, channels, ends and rare usage at random. */
final class Calls {
    private final Random random;
    private final String prefix;
    private final long from;
    private final long millis;
    private int number;

    /** Arriving within so many milliseconds. */
    Calls(String prefix, long seed, long from, long millis) {
        this.random = new Random(seed);
        this.prefix = prefix;
        this.from = from;
        this.millis = millis;
    }

    RequestRow next() {
        CallEnd end = List.of(CallEnd.values()).get(random.nextInt(CallEnd.values().length));
        boolean billed = end == CallEnd.COMPLETED || end == CallEnd.CALLER_LEFT;
        int user = random.nextInt(5);
        return new RequestRow(
                prefix + number++,
                "request",
                from + random.nextLong(millis),
                "key-" + user + random.nextInt(2),
                "user-" + user,
                "default",
                "openai",
                "chat",
                "model " + random.nextInt(4),
                random.nextBoolean(),
                channel(end),
                end == CallEnd.REFUSED ? null : "openai",
                null,
                1,
                status(end),
                null,
                end,
                billed ? usage() : Usage.NONE,
                billed ? source() : UsageSource.NONE,
                reckoning(end, billed),
                end == CallEnd.COMPLETED ? random.nextInt(5_000) : -1,
                random.nextInt(200_000),
                0);
    }

    private @Nullable String channel(CallEnd end) {
        return end == CallEnd.REFUSED ? null : "channel-" + random.nextInt(3);
    }

    private static int status(CallEnd end) {
        return switch (end) {
            case COMPLETED, UPSTREAM_BROKE, CALLER_LEFT -> 200;
            case CALLER_LEFT_EARLY -> 499;
            case UPSTREAM_REFUSED -> 502;
            case REFUSED -> 429;
        };
    }

    private UsageSource source() {
        return random.nextInt(4) == 0 ? UsageSource.LOCAL : UsageSource.UPSTREAM;
    }

    private Usage usage() {
        Usage common = new Usage(tokens(), tokens(), tokens(), tokens(), tokens());
        return random.nextInt(5) > 0
                ? common
                : common.with(RareUsage.ofTokens(tokens(), tokens(), tokens(), tokens(), tokens())
                        .withUnits(Map.of("tool/web_search", 1L + random.nextInt(3), "image", 1L)));
    }

    private long tokens() {
        return random.nextInt(10_000);
    }

    private Reckoning reckoning(CallEnd end, boolean billed) {
        if (end == CallEnd.REFUSED) {
            return Reckoning.NOTHING;
        }
        long cost = billed ? random.nextInt(1_000_000) : 0;
        return new Reckoning(Samples.nano(2_000_000), 1, 2, Samples.nano(cost), 3, Samples.nano(cost / 2));
    }

    /** The next call as a bill that its user pays. */
    Bill bill() {
        RequestRow row = next();
        return Samples.bill(row, 0);
    }

    List<Bill> bills(int count) {
        return Stream.generate(this::bill).limit(count).toList();
    }

    /** The same call, which used this beside its tokens. */
    static RequestRow with(RequestRow r, RareUsage rare) {
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
                r.end(),
                r.usage().with(rare),
                r.usageSource(),
                r.reckoning(),
                r.firstContentMillis(),
                r.totalMillis(),
                r.gatewayMicros());
    }

    /** Everything that is left of an extract. */
    static <T> List<T> all(Extract<T> extract) {
        List<T> all = new ArrayList<>();
        boolean last = false;
        while (!last) {
            Extract.Chunk<T> chunk = extract.next();
            all.addAll(chunk.items());
            last = chunk.last();
        }
        return all;
    }
}
