package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.api.ExplainResource.Known;
import dev.sluice.admin.http.Json;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.Explanation.Considered;
import dev.sluice.model.call.Explanation.Tried;
import dev.sluice.model.call.RequestRow;
import dev.sluice.store.EndPolicy;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How what is known of a request is shown. What is of the platform, such as channels, is only for administrators.
 *
 * @param platform whether that is shown
 * @param channels names of channels by their ids, where these are known
 */
record ExplainJson(boolean platform, Function<String, @Nullable String> channels) {

    ObjectNode write(Known known) {
        ObjectNode json = Json.object();
        Explanation explanation = known.explanation();
        RequestRow row = known.row();
        if (explanation != null) {
            writeHead(json, explanation);
        } else if (row != null) {
            writeHead(json, row);
        }
        json.put("source", Ask.lower(known.source()));
        writeMissing(json.putArray("missing"), known);
        json.set("admission", explanation == null ? null : admission(explanation.admission(), row));
        json.set("routing", explanation == null ? null : routing(explanation.routing()));
        json.set("attempts", explanation == null ? null : attempts(explanation));
        json.set("stream", explanation == null ? null : stream(explanation.stream()));
        json.set("settlement", settlement(row, explanation == null ? null : explanation.settled()));
        json.set("gateway_us", explanation == null ? null : ownTime(explanation.gateway()));
        if (platform) {
            json.set("shadow", explanation == null ? null : shadow(explanation.copy()));
        }
        return json;
    }

    private static void writeMissing(ArrayNode missing, Known known) {
        if (known.explanation() == null) {
            missing.add("admission")
                    .add("routing")
                    .add("attempts")
                    .add("stream")
                    .add("gateway_us");
        }
        if (known.row() == null) {
            missing.add("books");
        }
    }

    private static void writeHead(ObjectNode json, Explanation explanation) {
        json.put("call_id", explanation.callId())
                .put("request_id", explanation.requestId())
                .put("at", Instant.ofEpochMilli(explanation.arrivedAtMillis()).toString())
                .put("model", explanation.model())
                .put("dialect", explanation.dialect())
                .put("operation", explanation.operation())
                .put("status", explanation.status())
                .put("end", lower(explanation.end()))
                .put("error", explanation.error())
                .put("attempt_count", explanation.attempts().size());
    }

    private static void writeHead(ObjectNode json, RequestRow row) {
        json.put("call_id", row.callId())
                .put("request_id", row.requestId())
                .put("at", Instant.ofEpochMilli(row.arrivedAtMillis()).toString())
                .put("model", row.model())
                .put("dialect", row.dialect())
                .put("operation", row.operation())
                .put("status", row.status())
                .put("end", lower(row.end()))
                .put("error", row.errorCode())
                .put("attempt_count", row.attempts());
    }

    private static ObjectNode admission(Explanation.Admitting admission, @Nullable RequestRow row) {
        ObjectNode json = Json.object().put("at_us", admission.at()).put("took_us", admission.took());
        Money.write(json, "hold", row == null ? null : row.reckoning().held());
        ArrayNode limits = json.putArray("limits");
        admission
                .limits()
                .forEach(left -> limits.addObject()
                        .put("scope", lower(left.scope()))
                        .put("dimension", lower(left.dimension()))
                        .put("limit", left.limit())
                        .put("remaining", left.remaining())
                        .put("reset_ms", left.resetMillis()));
        return json;
    }

    private @Nullable ObjectNode routing(Explanation.@Nullable Routing routing) {
        if (routing == null) {
            return null;
        }
        ObjectNode json = Json.object()
                .put("at_us", routing.at())
                .put("took_us", routing.took())
                .put("strategy", routing.strategy() == null ? null : Words.of(routing.strategy()));
        if (platform) {
            json.put("rule", routing.rule());
        }
        ArrayNode candidates = json.putArray("candidates");
        routing.candidates().forEach(candidate -> candidates.add(candidate(candidate)));
        return json;
    }

    private ObjectNode candidate(Considered candidate) {
        ObjectNode json = Json.object();
        if (platform) {
            String name = candidate.channel() == null ? channels.apply(candidate.channelId()) : candidate.channel();
            json.put("channel_id", candidate.channelId())
                    .put("channel", name)
                    .put("model", candidate.model())
                    .put("score", candidate.score())
                    .put("weight", candidate.weight())
                    .put("reason", candidate.reason());
        }
        return json.put("standing_in", candidate.standingIn()).put("verdict", lower(candidate.part()));
    }

    private ArrayNode attempts(Explanation explanation) {
        ArrayNode all = Json.object().putArray("attempts");
        int number = 0;
        for (Tried attempt : explanation.attempts()) {
            number++;
            all.add(attempt(number, attempt));
        }
        return all;
    }

    private ObjectNode attempt(int number, Tried attempt) {
        ObjectNode json = Json.object()
                .put("n", number)
                .put("began_us", attempt.began())
                .put("first_token_us", attempt.firstToken())
                .put("took_us", attempt.took())
                .put("verdict", lower(attempt.verdict()))
                .put("status", attempt.status())
                .put("hedge", attempt.hedge());
        if (platform) {
            json.put("channel_id", attempt.channelId())
                    .put("channel", attempt.channel())
                    .put("upstream_model", attempt.upstreamModel())
                    .put("error", attempt.error())
                    .put("key", attempt.key());
            json.set("unbilled", unbilled(attempt.unbilled()));
            ArrayNode limits = json.putArray("limits_read");
            attempt.limits()
                    .forEach(said -> limits.addObject()
                            .put("kind", lower(said.kind()))
                            .put("limit", said.limit())
                            .put("remaining", said.remaining())
                            .put("reset_ms", said.resetMillis()));
        }
        return json;
    }

    private static @Nullable ObjectNode unbilled(Explanation.@Nullable Unbilled unbilled) {
        if (unbilled == null) {
            return null;
        }
        ObjectNode json = Json.object()
                .put("prompt_tokens", unbilled.promptTokens())
                .put("completion_tokens", unbilled.completionTokens());
        Long purchase = unbilled.purchase();
        Money.write(json, "purchase", purchase == null ? null : new NanoDollars(purchase));
        return json;
    }

    private static @Nullable ObjectNode shadow(Explanation.@Nullable Copy copy) {
        if (copy == null) {
            return null;
        }
        ObjectNode json = Json.object()
                .put("channel_id", copy.channelId())
                .put("channel", copy.channel())
                .put("upstream_model", copy.upstreamModel())
                .put("key", copy.key())
                .put("state", lower(copy.state()))
                .put("status", copy.status())
                .put("error", copy.error())
                .put("first_token_us", copy.firstToken())
                .put("took_us", copy.took());
        json.set("unbilled", unbilled(copy.unbilled()));
        return json;
    }

    private static @Nullable ObjectNode stream(Explanation.@Nullable Answering stream) {
        return stream == null
                ? null
                : Json.object()
                        .put("first_token_us", stream.firstToken())
                        .put("ended_us", stream.ended())
                        .put("events", stream.events());
    }

    private @Nullable ObjectNode settlement(@Nullable RequestRow row, @Nullable Long took) {
        if (row == null && took == null) {
            return null;
        }
        ObjectNode json = Json.object().put("took_us", took);
        if (row != null) {
            json.put("usage_source", Ask.lower(row.usageSource()))
                    .put("price_version", row.priceVersion())
                    .put("price_rule", row.reckoning().rule())
                    .put("policy", EndPolicy.of(row).word());
            json.set("tokens", RequestJson.write(row.usage()));
            json.set("units", RequestJson.write(row.usage().rare().units()));
            Money.write(json, "hold", row.reckoning().held());
            Money.write(json, "cost", row.cost());
            if (platform) {
                json.put("purchase_rule", row.reckoning().purchaseRule());
                Money.write(json, "purchase", row.reckoning().purchase());
            }
        }
        return json;
    }

    private static ObjectNode ownTime(Explanation.OwnTime own) {
        return Json.object()
                .put("admission", own.admission())
                .put("routing", own.routing())
                .put("between", own.between())
                .put("settlement", own.settlement())
                .put("total", own.total());
    }

    /** Null for a word that a newer version wrote. */
    private static @Nullable String lower(@Nullable Enum<?> word) {
        return word == null ? null : word.name().toLowerCase(Locale.ROOT);
    }
}
