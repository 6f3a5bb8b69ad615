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
import dev.sluice.store.Store;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.Topups;
import dev.sluice.store.Topups.Credit;
import dev.sluice.store.Topups.Order;
import dev.sluice.store.Topups.Payment;
import dev.sluice.store.Topups.Status;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /api/topups}: what users pay in. Until there are payment providers, an administrator marks orders paid. */
final class TopupResource {
    static final Set<String> CREATABLE = Set.of("user_id", "amount", "price", "currency");
    static final Set<String> PAID = Set.of("reason", "event_id");

    /** Stands for a provider where an administrator says that an order was paid. */
    private static final String BY_HAND = "manual";

    private static final Reader<String> CURRENCY =
            Values.matching(Pattern.compile("[A-Z]{3}"), "must be three capital letters, such as \"USD\"");

    private final Store store;
    private final Topups topups;
    private final Clock clock;

    TopupResource(Store store, Clock clock) {
        this.store = store;
        this.topups = store.accounts().topups();
        this.clock = clock;
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(CREATABLE).require("user_id", "amount", "price", "currency");
        String userId = fields.required("user_id", Values.text(64));
        if (store.users().get(userId).isEmpty()) {
            throw Value.wrong("user_id", "must be the id of a user");
        }
        Order order = new Order(
                RandomText.id("ord_"),
                userId,
                fields.required("amount", Money.positive()),
                fields.required("price", Values.whole(0, 1_000_000_000_000L)),
                fields.required("currency", CURRENCY),
                BY_HAND,
                Status.OPEN,
                null,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
        topups.open(order);
        return Answer.json(201, write(order));
    }

    /** Users see their own. */
    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("user_id", "limit", "after"));
        String asked = Paging.token(request, "user_id");
        String whose =
                request.caller().role().seesAll() ? asked : request.caller().userId();
        return Paging.of(request).answer((after, limit) -> topups.list(whose, after, limit), TopupResource::write);
    }

    Answer get(ApiRequest request) {
        Order order = existing(request.id());
        if (!request.caller().maySee(order.userId())) {
            throw unknown();
        }
        return Answer.json(200, write(order));
    }

    /** Credits the amount of the order, once however often it is said to be paid. */
    Answer paid(ApiRequest request) {
        Fields fields = request.fields(PAID);
        String reason = fields.required("reason", Values.text(200));
        Order order = existing(request.id());
        String event = fields.or(order.id(), "event_id", UserResource.EXTERNAL_ID);
        Credit credit = topups.credit(new Payment(order.id(), order.provider(), event, reason), clock.instant());
        boolean booked = switch (credit) {
            case CREDITED -> true;
            case ALREADY -> false;
            case NO_ORDER -> throw new StoreConflict("the order was cancelled");
        };
        ObjectNode json = Json.object().put("booked", booked);
        json.set("order", write(existing(order.id())));
        return Answer.json(200, json);
    }

    Answer cancel(ApiRequest request) {
        request.refuseFields();
        Order order = existing(request.id());
        if (!topups.cancel(order.id(), clock.instant())) {
            throw new StoreConflict("the order is not open");
        }
        return Answer.json(200, write(existing(order.id())));
    }

    private static ObjectNode write(Order order) {
        ObjectNode json = Json.object()
                .put("id", order.id())
                .put("user_id", order.userId())
                .put("price", order.price())
                .put("currency", order.currency())
                .put("provider", order.provider())
                .put("status", Words.of(order.status()))
                .put("external_id", order.externalId())
                .put("created_at", order.createdAt().toString())
                .put("closed_at", Objects.toString(order.closedAt(), null));
        Money.write(json, "amount", order.amount());
        return json;
    }

    private Order existing(String id) {
        return topups.get(id).orElseThrow(TopupResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such order");
    }
}
