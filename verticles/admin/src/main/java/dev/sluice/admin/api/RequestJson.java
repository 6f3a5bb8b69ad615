package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.api.Export.Column;
import dev.sluice.admin.http.Json;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.store.EndPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a request is shown. What the platform pays, and to whom, is only for administrators.
 *
 * @param platform whether that is shown
 * @param unpriced tells what was used and has no price
 */
record RequestJson(boolean platform, UnpricedUnits unpriced) {

    ObjectNode write(RequestRow row) {
        ObjectNode json = Json.object()
                .put("call_id", row.callId())
                .put("request_id", row.requestId())
                .put("arrived_at", arrivedAt(row))
                .put("key_id", row.keyId())
                .put("user_id", row.userId())
                .put("group", row.group())
                .put("dialect", row.dialect())
                .put("operation", row.operation())
                .put("model", row.model())
                .put("stream", row.stream());
        if (platform) {
            json.put("channel_id", row.channelId())
                    .put("provider", row.provider())
                    .put("upstream_model", row.upstreamModel())
                    .put("attempts", row.attempts());
        }
        json.put("status", row.status())
                .put("error_code", row.errorCode())
                .put("end", Ask.lower(row.end()))
                .put("policy", EndPolicy.of(row).word())
                .put("usage_source", Ask.lower(row.usageSource()))
                .put("service_tier", row.usage().rare().tier())
                .put("price_version", row.priceVersion())
                .put("price_rule", row.reckoning().rule())
                .put("first_content_ms", firstContent(row))
                .put("total_ms", row.totalMillis());
        json.set("usage", write(row.usage()));
        json.set("units", write(row.usage().rare().units()));
        ArrayNode free = json.putArray("unpriced_units");
        unpriced.of(row).forEach(free::add);
        Money.write(json, "held", row.reckoning().held());
        Money.write(json, "cost", row.cost());
        if (platform) {
            json.put("purchase_rule", row.reckoning().purchaseRule());
            Money.write(json, "purchase", row.reckoning().purchase());
        }
        return json;
    }

    static ObjectNode write(Usage usage) {
        RareUsage rare = usage.rare();
        return Json.object()
                .put("input", usage.input())
                .put("cache_read", usage.cacheRead())
                .put("cache_write", usage.cacheWrite())
                .put("cache_write_hour", rare.cacheWriteHour())
                .put("output", usage.output())
                .put("reasoning", usage.reasoning())
                .put("audio_input", rare.audioInput())
                .put("image_input", rare.imageInput())
                .put("audio_output", rare.audioOutput())
                .put("image_output", rare.imageOutput());
    }

    static ObjectNode write(Map<String, Long> units) {
        ObjectNode json = Json.object();
        new TreeMap<>(units).forEach(json::put);
        return json;
    }

    private static String arrivedAt(RequestRow row) {
        return Instant.ofEpochMilli(row.arrivedAtMillis()).toString();
    }

    private static @Nullable Long firstContent(RequestRow row) {
        return row.firstContentMillis() < 0 ? null : (Long) row.firstContentMillis();
    }

    /** Columns of the CSV. Their order and names are promised in {@code openapi.json}; new ones come last. */
    List<Column<RequestRow>> columns() {
        List<Column<RequestRow>> columns = new ArrayList<>(List.of(
                new Column<>("call_id", RequestRow::callId),
                new Column<>("request_id", RequestRow::requestId),
                new Column<>("arrived_at", RequestJson::arrivedAt),
                new Column<>("key_id", RequestRow::keyId),
                new Column<>("user_id", RequestRow::userId),
                new Column<>("group", RequestRow::group),
                new Column<>("dialect", RequestRow::dialect),
                new Column<>("operation", RequestRow::operation),
                new Column<>("model", RequestRow::model),
                new Column<>("stream", RequestRow::stream),
                new Column<>("status", RequestRow::status),
                new Column<>("error_code", RequestRow::errorCode),
                new Column<>("end", row -> Ask.lower(row.end())),
                new Column<>("policy", row -> EndPolicy.of(row).word()),
                new Column<>("usage_source", row -> Ask.lower(row.usageSource()))));
        columns.addAll(usage());
        columns.addAll(List.of(
                new Column<>("held_nanodollars", row -> nano(row.reckoning().held())),
                new Column<>("price_version", RequestRow::priceVersion),
                new Column<>("price_rule", row -> row.reckoning().rule()),
                new Column<>("cost", RequestRow::cost),
                new Column<>("cost_nanodollars", row -> row.cost().value()),
                new Column<>("first_content_ms", RequestJson::firstContent),
                new Column<>("total_ms", RequestRow::totalMillis)));
        if (platform) {
            columns.addAll(ofPlatform());
        }
        columns.add(new Column<>("unpriced_units", row -> text(unpriced.of(row))));
        return columns;
    }

    private static @Nullable String text(List<String> names) {
        return names.isEmpty() ? null : String.join(" ", names);
    }

    private static List<Column<RequestRow>> usage() {
        return List.of(
                new Column<>("input_tokens", row -> row.usage().input()),
                new Column<>("cache_read_tokens", row -> row.usage().cacheRead()),
                new Column<>("cache_write_tokens", row -> row.usage().cacheWrite()),
                new Column<>(
                        "cache_write_hour_tokens", row -> row.usage().rare().cacheWriteHour()),
                new Column<>("output_tokens", row -> row.usage().output()),
                new Column<>("reasoning_tokens", row -> row.usage().reasoning()),
                new Column<>("audio_input_tokens", row -> row.usage().rare().audioInput()),
                new Column<>("image_input_tokens", row -> row.usage().rare().imageInput()),
                new Column<>("audio_output_tokens", row -> row.usage().rare().audioOutput()),
                new Column<>("image_output_tokens", row -> row.usage().rare().imageOutput()),
                new Column<>("units", row -> unitsText(row.usage().rare().units())),
                new Column<>("service_tier", row -> row.usage().rare().tier()));
    }

    private static List<Column<RequestRow>> ofPlatform() {
        return List.of(
                new Column<>("channel_id", RequestRow::channelId),
                new Column<>("provider", RequestRow::provider),
                new Column<>("upstream_model", RequestRow::upstreamModel),
                new Column<>("attempts", RequestRow::attempts),
                new Column<>("purchase_rule", row -> row.reckoning().purchaseRule()),
                new Column<>(
                        "purchase_nanodollars",
                        row -> row.reckoning().purchase().value()));
    }

    static @Nullable String unitsText(Map<String, Long> units) {
        return units.isEmpty() ? null : write(units).toString();
    }

    private static @Nullable Long nano(@Nullable NanoDollars amount) {
        return amount == null ? null : (Long) amount.value();
    }
}
