package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.store.Dimension;
import dev.sluice.store.Slot;
import dev.sluice.store.Store;
import dev.sluice.store.Sums;
import dev.sluice.store.UnbilledLine;
import dev.sluice.store.UnbilledUses;
import dev.sluice.store.UsageBooks;
import dev.sluice.store.UsageBreakdown;
import dev.sluice.store.UsageQuery;
import dev.sluice.store.UsageSeries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/usage}: what calls came to, by hour and day, and by user, key, model and channel. */
final class UsageResource {
    private static final long MOST_SLOTS = 1_000;
    private static final long MOST_SUMS = 10_000;
    private static final int USUAL_PARTS = 10;
    private static final int MOST_PARTS = 100;
    private static final int MOST_CHANNELS = 1_000;

    private final UsageBooks usage;
    private final UnbilledUses unbilled;
    private final Clock clock;

    UsageResource(Store store, Clock clock) {
        this.usage = store.usage();
        this.unbilled = store.unbilled();
        this.clock = clock;
    }

    /** Totals and a series, of all calls and of the dearest parts. */
    Answer series(ApiRequest request) {
        Ask ask = new Ask(request).allow("slot", "from", "to", "by", "top");
        UsageQuery query = query(ask, MOST_SLOTS);
        Optional<Dimension> by = ask.word("by", Dimension.class);
        if (by.filter(dimension -> dimension == Dimension.CHANNEL).isPresent() && !ask.seesPlatform()) {
            throw Value.wrong("by", "must be one of key, model");
        }
        int top = ask.whole("top", USUAL_PARTS, MOST_PARTS);
        if (by.isPresent() && top * query.slots() > MOST_SUMS) {
            throw Value.wrong("top", "times the number of slots must not be more than " + MOST_SUMS);
        }
        UsageJson json = new UsageJson(ask.seesPlatform());
        ObjectNode answer = head(query);
        if (by.isEmpty()) {
            return Answer.json(200, answer.setAll(json.write(usage.series(ask.sight(), query))));
        }
        UsageBreakdown breakdown = usage.breakdown(ask.sight(), query, by.get(), top);
        answer.put("by", Ask.lower(by.get())).setAll(json.write(breakdown.all()));
        var parts = answer.putArray("parts");
        breakdown.parts().forEach(part -> parts.add(named(part, json)));
        return Answer.json(200, answer);
    }

    private static ObjectNode named(UsageSeries part, UsageJson json) {
        return json.write(part).put("name", UsageJson.orNull(part.name()));
    }

    private static ObjectNode head(UsageQuery query) {
        return Json.object()
                .put("slot", Ask.lower(query.slot()))
                .put("from", query.from().toString())
                .put("to", query.to().toString());
    }

    /** What each channel brought in and cost, the dearest first. */
    Answer channels(ApiRequest request) {
        Ask ask = new Ask(request).allow("slot", "from", "to");
        UsageQuery query = query(ask, MOST_SLOTS);
        int most = (int) Math.min(MOST_CHANNELS, MOST_SUMS / query.slots());
        UsageBreakdown breakdown = usage.breakdown(ask.sight(), query, Dimension.CHANNEL, most);
        UsageJson json = new UsageJson(true);
        MarginJson margins = new MarginJson(json, unbilled(query));
        ObjectNode answer = head(query);
        answer.set("total", margins.total(breakdown.all().total()));
        var data = answer.putArray("data");
        breakdown.parts().forEach(part -> data.add(margins.channel(part.name(), part.total())));
        if (breakdown.parts().size() < most) {
            // Else those that are left out here may well be among those whose calls are booked.
            margins.others(breakdown).forEach(channel -> data.add(margins.channel(channel, Sums.NONE)));
        }
        return Answer.json(200, answer);
    }

    /** Absent where calls of one user, key or model are asked for: of these it is not known. */
    private @Nullable Map<String, Map<UnbilledUse.Kind, UnbilledLine>> unbilled(UsageQuery query) {
        String channel = query.only().get(Dimension.CHANNEL);
        if (query.only().size() > (channel == null ? 0 : 1)) {
            return null;
        }
        Map<String, Map<UnbilledUse.Kind, UnbilledLine>> all = unbilled.byChannel(query.from(), query.to());
        return channel == null ? all : Map.of(channel, all.getOrDefault(channel, Map.of()));
    }

    /** Every line of the roll-ups. */
    Answer export(ApiRequest request) {
        Ask ask = new Ask(request).allow("slot", "from", "to", "format");
        UsageQuery query = query(ask, Long.MAX_VALUE);
        UsageJson json = new UsageJson(ask.seesPlatform());
        return new Export<>(json.columns(), json::write)
                .answer(
                        Export.Format.of(request),
                        "usage-by-" + Ask.lower(query.slot()),
                        usage.extract(ask.sight(), query));
    }

    /** Without a range: the last two days, or the last 30 days. */
    private UsageQuery query(Ask ask, long mostSlots) {
        Slot slot = ask.word("slot", Slot.class).orElse(Slot.DAY);
        Instant to = ask.moment("to").orElse(clock.instant());
        Duration usual = slot == Slot.HOUR ? Duration.ofDays(2) : Duration.ofDays(30);
        Instant from = ask.moment("from").orElse(to.minus(usual));
        if (!from.isBefore(to)) {
            throw Value.wrong("to", "must be later than from");
        }
        UsageQuery query = new UsageQuery(slot, from, to, ask.only());
        if (query.slots() > mostSlots) {
            throw Value.wrong("from", "must be at most " + mostSlots + " slots before to");
        }
        return query;
    }
}
