package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.api.Export.Column;
import dev.sluice.admin.http.Json;
import dev.sluice.store.Latency;
import dev.sluice.store.Measure;
import dev.sluice.store.Sums;
import dev.sluice.store.UsageKey;
import dev.sluice.store.UsageLine;
import dev.sluice.store.UsageSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How sums of calls are shown. What the platform pays, and to whom, is only for administrators.
 *
 * @param platform whether that is shown
 */
record UsageJson(boolean platform) {

    ObjectNode write(UsageSeries series) {
        ObjectNode json = Json.object();
        json.set("total", write(series.total()));
        var slots = json.putArray("series");
        series.slots().forEach((start, sums) -> {
            ObjectNode slot = Json.object().put("starts_at", start.toString());
            slots.add(slot.setAll(write(sums)));
        });
        return json;
    }

    ObjectNode write(UsageLine line) {
        UsageKey key = line.key();
        ObjectNode json = Json.object()
                .put("starts_at", key.startsAt().toString())
                .put("user_id", key.userId())
                .put("key_id", key.keyId())
                .put("model", key.model());
        if (platform) {
            json.put("channel_id", orNull(key.channelId()));
        }
        return json.setAll(write(line.sums()));
    }

    ObjectNode write(Sums sums) {
        ObjectNode json = Json.object();
        ObjectNode tokens = Json.object();
        for (Measure measure : Measure.values()) {
            if (measure.isTokens()) {
                tokens.put(measure.word().replace("_tokens", ""), sums.get(measure));
            } else if (!measure.isMoney() && !measure.isTime()) {
                json.put(measure.word(), sums.get(measure));
            }
        }
        json.set("usage", tokens);
        json.set("units", RequestJson.write(sums.units()));
        Money.write(json, "cost", sums.cost());
        if (platform) {
            Money.write(json, "purchase", sums.purchase());
            Money.write(json, "margin", sums.margin());
        }
        json.set("first_content_ms", write(sums.firstContent()));
        json.set("total_ms", write(sums.total()));
        return json.set("gateway_us", Json.object().put("mean", orNull(sums.gatewayMean())));
    }

    private static ObjectNode write(Latency latency) {
        return Json.object()
                .put("mean", orNull(latency.mean()))
                .put("p50", orNull(latency.percentile(50)))
                .put("p95", orNull(latency.percentile(95)));
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }

    /** Columns of the CSV. Their order and names are promised in {@code openapi.json}; new ones come last. */
    List<Column<UsageLine>> columns() {
        List<Column<UsageLine>> columns = new ArrayList<>(List.of(
                new Column<>("starts_at", line -> line.key().startsAt().toString()),
                new Column<>("user_id", line -> line.key().userId()),
                new Column<>("key_id", line -> line.key().keyId()),
                new Column<>("model", line -> line.key().model())));
        for (Measure measure : Measure.values()) {
            if (!measure.isMoney() && !measure.isTime()) {
                columns.add(new Column<>(measure.word(), line -> line.sums().get(measure)));
            }
        }
        columns.add(
                new Column<>("units", line -> RequestJson.unitsText(line.sums().units())));
        columns.add(new Column<>("cost", line -> line.sums().cost()));
        columns.add(new Column<>("cost_nanodollars", line -> line.sums().get(Measure.COST)));
        addLatency(columns, "first_content_ms", Sums::firstContent);
        addLatency(columns, "total_ms", Sums::total);
        if (platform) {
            columns.add(new Column<>("channel_id", line -> line.key().channelId()));
            columns.add(new Column<>("purchase_nanodollars", line -> line.sums().get(Measure.PURCHASE)));
        }
        columns.add(new Column<>("gateway_us_mean", line -> orNull(line.sums().gatewayMean())));
        return columns;
    }

    private static void addLatency(List<Column<UsageLine>> columns, String name, Function<Sums, Latency> latency) {
        columns.add(new Column<>(
                name + "_mean", line -> orNull(latency.apply(line.sums()).mean())));
        for (int percent : new int[] {50, 95}) {
            columns.add(new Column<>(
                    name + "_p" + percent,
                    line -> orNull(latency.apply(line.sums()).percentile(percent))));
        }
    }
}
