package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceRule;
import dev.sluice.prices.PriceDocument;
import dev.sluice.store.Groups;
import dev.sluice.store.Store;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/models}: what callers of a group can be served with now, and what it costs them. */
final class ModelResource {
    private final Store store;
    private final Clock clock;
    private final UpstreamDesk upstreams;

    ModelResource(ManagementRoutes.Ground ground, UpstreamDesk upstreams) {
        this.store = ground.store();
        this.clock = ground.clock();
        this.upstreams = upstreams;
    }

    /** Channels and providers are the platform's: users see neither. */
    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("group"));
        boolean seesAll = request.caller().role().seesAll();
        String group = group(request, seesAll);
        ModelList offered = upstreams.offered(group);
        Sheet sheet =
                new Sheet(store.prices().current(clock.instant()), group, clock.millis(), seesAll, channelsById());
        ObjectNode json = Json.object()
                .put("group", group)
                .put("version", sheet.book().version())
                .put("multiplier", sheet.multiplier());
        json.setAll(Paging.list(offered.models(), model -> write(model, sheet)));
        return Answer.json(200, json);
    }

    private String group(ApiRequest request, boolean seesAll) {
        Groups groups = store.accounts().groups();
        String own = groups.defaultOf(Objects.requireNonNull(request.caller().userId(), "a route for users has one"));
        String wanted = request.query().getOrDefault("group", own);
        if (!wanted.equals(own) && (!seesAll || groups.get(wanted).isEmpty())) {
            throw Value.wrong("group", "must be the name of a group that you may see");
        }
        return wanted;
    }

    private Map<String, Channel> channelsById() {
        return Stream.concat(store.channels().list().stream(), Stream.of(Demonstration.CHANNEL))
                .collect(Collectors.toMap(Channel::id, Function.identity()));
    }

    private static ObjectNode write(ModelList.Model model, Sheet sheet) {
        ObjectNode json = Json.object().put("model", model.id());
        ModelFacts facts = model.facts();
        json.put("context_tokens", facts == null ? null : facts.contextTokens());
        json.put("output_tokens", facts == null ? null : facts.outputTokens());
        addAll(json.putArray("inputs"), facts == null ? List.of() : facts.inputs());
        addAll(json.putArray("features"), facts == null ? List.of() : facts.features());
        List<Served> served = sheet.served(model);
        ArrayNode prices = json.putArray("prices");
        served.stream()
                .flatMap(one -> Optional.ofNullable(one.rule()).stream())
                .distinct()
                .map(sheet::shown)
                .distinct()
                .forEach(prices::add);
        if (sheet.seesAll()) {
            ArrayNode channels = json.putArray("channels");
            served.forEach(one -> channels.addObject()
                    .put("id", one.channel().id())
                    .put("name", one.channel().name())
                    .put("price", one.rule() == null ? null : one.rule().id()));
        }
        return json;
    }

    private static void addAll(ArrayNode array, List<String> words) {
        words.forEach(array::add);
    }

    /** A channel that serves a model, and the price of a call that goes through it, if there is one. */
    private record Served(Channel channel, @Nullable PriceRule rule) {}

    /** The prices in force for a group, as much of them as the caller may see. */
    private record Sheet(PriceBook book, String group, long nowMillis, boolean seesAll, Map<String, Channel> channels) {

        /** The channels that are still there, the one that is tried first at the head. */
        List<Served> served(ModelList.Model model) {
            return model.channels().stream()
                    .flatMap(id -> Optional.ofNullable(channels.get(id)).stream())
                    .map(channel -> new Served(channel, price(model.id(), channel)))
                    .toList();
        }

        private @Nullable PriceRule price(String model, Channel channel) {
            return book.sale(new Occasion(model, channel.provider(), channel.id(), group, nowMillis))
                    .orElse(null);
        }

        ObjectNode shown(PriceRule rule) {
            ObjectNode json = PriceDocument.write(rule);
            return seesAll ? json : json.without(List.of("id", "origin", "provider", "channel"));
        }

        /** What all that callers of the group pay is multiplied by. */
        BigDecimal multiplier() {
            return BigDecimal.valueOf(book.multiplier(group), 6).stripTrailingZeros();
        }
    }
}
