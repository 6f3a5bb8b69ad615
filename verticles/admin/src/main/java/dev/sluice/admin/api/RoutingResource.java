package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.catalog.RoutingRule.Canary;
import dev.sluice.model.catalog.RoutingRule.Hedge;
import dev.sluice.model.catalog.RoutingRule.Scope;
import dev.sluice.model.catalog.RoutingRule.Shadow;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.store.RoutingRules;
import dev.sluice.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** {@code /api/routing-rules}: how channels are chosen for the calls of a model or of a group. */
final class RoutingResource {
    static final Set<String> PATCHABLE = Set.of(
            "strategy",
            "fallbacks",
            "fallback_on_content_filter",
            "canary_channel",
            "canary_percent",
            "hedge_after",
            "hedge_percent",
            "shadow_channel",
            "shadow_percent");
    static final Set<String> CREATABLE = Set.of(
            "scope",
            "subject",
            "strategy",
            "fallbacks",
            "fallback_on_content_filter",
            "canary_channel",
            "canary_percent",
            "hedge_after",
            "hedge_percent",
            "shadow_channel",
            "shadow_percent");

    /** How long a first attempt is waited for, if that is found out by the gateway. */
    private static final String BY_PERCENTILE = "p95";

    private static final Reader<String> NAME = Values.text(200);
    private static final Reader<List<String>> MODELS = Values.list(RoutingRule.MOST_FALLBACKS, NAME);

    private final Store store;
    private final RoutingRules rules;
    /** Held while a rule is read, changed and written back. */
    private final ReentrantLock changing = new ReentrantLock();

    RoutingResource(Store store) {
        this.store = store;
        this.rules = store.routing();
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("scope", "subject");
        Scope scope = fields.required("scope", Words.of(Scope.class));
        String subject = fields.required("subject", NAME);
        if (scope == Scope.GROUP && store.accounts().groups().get(subject).isEmpty()) {
            throw Value.wrong("subject", "must be a group that is there");
        }
        RoutingRule plain = new RoutingRule(RandomText.id("rte_"), scope, subject, null, List.of(), false, null);
        RoutingRule rule = written(fields, plain);
        editing(request).create(rule);
        return Answer.json(201, write(rule));
    }

    private RoutingRules editing(ApiRequest request) {
        return store.by(request.author()).routing();
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("limit", "after"));
        return Paging.of(request).answer(rules::list, RoutingResource::write);
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer update(ApiRequest request) {
        Fields fields = request.fields(PATCHABLE);
        changing.lock();
        try {
            RoutingRule changed = written(fields, existing(request.id()));
            if (!editing(request).update(changed)) {
                throw unknown();
            }
            return Answer.json(200, write(changed));
        } finally {
            changing.unlock();
        }
    }

    Answer delete(ApiRequest request) {
        if (!editing(request).delete(request.id())) {
            throw unknown();
        }
        return Answer.nothing();
    }

    private RoutingRule written(Fields fields, RoutingRule old) {
        List<String> fallbacks = fields.or(old.fallbacks(), List.of(), "fallbacks", MODELS);
        checkFallbacks(old, fallbacks);
        boolean onFilter = fields.or(old.policyFallback(), false, "fallback_on_content_filter", Values.flag());
        if (onFilter && fallbacks.isEmpty()) {
            throw Value.wrong("fallback_on_content_filter", "needs models in fallbacks");
        }
        Canary canary = canary(fields, old.canary());
        Shadow shadow = shadow(fields, old.shadow());
        if (canary != null && shadow != null && canary.channelId().equals(shadow.channelId())) {
            throw Value.wrong("shadow_channel", "must not be the canary_channel: it answers no calls itself");
        }
        return new RoutingRule(
                old.id(),
                old.scope(),
                old.subject(),
                fields.orNull(old.strategy(), "strategy", Words.of(Strategy.class)),
                fallbacks,
                onFilter,
                canary,
                hedge(fields, old.hedge()),
                shadow);
    }

    private @Nullable Shadow shadow(Fields fields, @Nullable Shadow old) {
        Share before = old == null ? Share.NONE : new Share(old.channelId(), old.percent());
        Share share = share(fields, "shadow", before);
        return share.channelId() == null ? null : new Shadow(share.channelId(), share.percent());
    }

    private @Nullable Canary canary(Fields fields, @Nullable Canary old) {
        Share before = old == null ? Share.NONE : new Share(old.channelId(), old.percent());
        Share share = share(fields, "canary", before);
        return share.channelId() == null ? null : new Canary(share.channelId(), share.percent());
    }

    /** So many of a hundred calls for one channel; without a channel nothing is meant. */
    private record Share(@Nullable String channelId, int percent) {
        static final Share NONE = new Share(null, 0);
    }

    /** A share without a channel is refused; a channel without a share is kept and gets no calls by it. */
    private Share share(Fields fields, String what, Share old) {
        String channelField = what + "_channel";
        String percentField = what + "_percent";
        String channel = fields.orNull(old.channelId(), channelField, NAME);
        long percent = fields.or((long) old.percent(), 0L, percentField, Values.whole(0, 100));
        if (channel == null) {
            if (fields.has(percentField) && percent > 0) {
                throw Value.wrong(percentField, "needs a " + channelField);
            }
            return Share.NONE;
        }
        if (fields.has(channelField)) {
            checkChannel(channelField, channel);
        }
        return new Share(channel, (int) percent);
    }

    private void checkChannel(String field, String channel) {
        if (store.channels().get(channel).isEmpty()) {
            throw Value.wrong(field, "must be the id of a channel that is there");
        }
    }

    /** What is left out stays, null is as usual: the 95th percentile, and no second attempts. */
    private static @Nullable Hedge hedge(Fields fields, @Nullable Hedge old) {
        long percent = fields.or(
                old == null ? 0L : old.mostPercent(), 0L, "hedge_percent", Values.whole(0, Hedge.MOST_PERCENT));
        Optional<Duration> before = Optional.ofNullable(old == null ? null : old.after());
        Optional<Duration> after = fields.or(before, Optional.empty(), "hedge_after", RoutingResource::hedgeAfter);
        if (percent == 0 && after.isPresent() && fields.has("hedge_after")) {
            throw Value.wrong("hedge_after", "needs a hedge_percent");
        }
        return percent == 0 ? null : new Hedge(after.orElse(null), (int) percent);
    }

    private static Optional<Duration> hedgeAfter(Value value) {
        return value.node().asText().equals(BY_PERCENTILE)
                ? Optional.empty()
                : Optional.of(Times.duration().read(value));
    }

    private static void checkFallbacks(RoutingRule rule, List<String> fallbacks) {
        if (rule.scope() == Scope.GROUP && !fallbacks.isEmpty()) {
            throw Value.wrong("fallbacks", "must be left out for a group: models stand in for a model");
        }
        if (fallbacks.contains(rule.subject())) {
            throw Value.wrong("fallbacks", "must not name the model itself");
        }
    }

    private static ObjectNode write(RoutingRule rule) {
        Strategy strategy = rule.strategy();
        Canary canary = rule.canary();
        Shadow shadow = rule.shadow();
        ObjectNode out = Json.object()
                .put("id", rule.id())
                .put("scope", Words.of(rule.scope()))
                .put("subject", rule.subject())
                .put("strategy", strategy == null ? null : Words.of(strategy));
        rule.fallbacks().forEach(out.putArray("fallbacks")::add);
        return out.put("fallback_on_content_filter", rule.policyFallback())
                .put("canary_channel", canary == null ? null : canary.channelId())
                .put("canary_percent", canary == null ? 0 : canary.percent())
                .put("hedge_after", hedgeAfter(rule.hedge()))
                .put("hedge_percent", rule.hedge() == null ? 0 : rule.hedge().mostPercent())
                .put("shadow_channel", shadow == null ? null : shadow.channelId())
                .put("shadow_percent", shadow == null ? 0 : shadow.percent());
    }

    private static @Nullable String hedgeAfter(@Nullable Hedge hedge) {
        if (hedge == null) {
            return null;
        }
        return hedge.after() == null ? BY_PERCENTILE : Times.text(hedge.after());
    }

    private RoutingRule existing(String id) {
        return rules.get(id).orElseThrow(RoutingResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such routing rule");
    }
}
