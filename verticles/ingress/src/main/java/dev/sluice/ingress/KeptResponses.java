package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Forget;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Recall;
import dev.sluice.wire.responses.ItemPage;
import dev.sluice.wire.responses.ResponsesConversation;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows and deletes answers that were kept, to those whom they belong to. */
final class KeptResponses {
    private static final int ITEMS = 20;
    private static final int MOST_ITEMS = 100;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

    private final boolean keeps;
    private final Budget bodies;
    private final Bus bus;
    private final Worker worker;

    /**
     * A document for the caller.
     *
     * @param held bytes of the budget of bodies that it takes until it is written
     */
    record Shown(Bytes body, long held) {
        /** One that is small. */
        static Shown small(Bytes body) {
            return new Shown(body, 0);
        }
    }

    KeptResponses(Ingress ingress, Bus bus, Worker worker) {
        this.keeps = ingress.settings().keepsAnswers();
        this.bodies = ingress.bodies();
        this.bus = bus;
        this.worker = worker;
    }

    /** The answer as it was given. */
    Future<Shown> show(Identification asking, String id) {
        return recall(asking, id, ResponsesConversation::response);
    }

    /** What was put in before the answer. */
    Future<Shown> input(Identification asking, String id, Query query) {
        ItemPage page;
        try {
            page = page(query);
        } catch (GatewayException malformed) {
            return Future.failedFuture(malformed);
        }
        return recall(asking, id, kept -> ResponsesConversation.inputItems(kept, page));
    }

    Future<Shown> delete(Identification asking, String id) {
        if (!keeps) {
            return Future.failedFuture(notFound(id));
        }
        return bus.ask(Addresses.FORGET, new Forget(asking, id)).map(forgotten -> {
            if (!forgotten.found()) {
                throw notFound(id);
            }
            return Shown.small(ResponsesConversation.deleted(id));
        });
    }

    private Future<Shown> recall(Identification asking, String id, Function<Bytes, Bytes> shown) {
        if (!keeps) {
            return Future.failedFuture(notFound(id));
        }
        return bus.ask(Addresses.RECALL, new Recall(asking, id)).compose(recalled -> {
            Bytes kept = recalled.conversation();
            return kept == null ? Future.failedFuture(notFound(id)) : held(kept, shown);
        });
    }

    private Future<Shown> held(Bytes kept, Function<Bytes, Bytes> shown) {
        int held = kept.length();
        if (!bodies.take(held)) {
            return Future.failedFuture(new GatewayException(BodyReader.tooManyBytes()));
        }
        return worker.json(held, () -> new Shown(shown.apply(kept), held))
                .onFailure(unreadable -> bodies.giveBack(held));
    }

    private static ItemPage page(Query query) {
        String limit = first(query, "limit");
        String order = first(query, "order");
        if (limit != null && !NUMBER.matcher(limit).matches()) {
            throw malformed("'limit' must be a number from 1 to " + MOST_ITEMS + ".", "limit");
        }
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw malformed("'order' must be 'asc' or 'desc'.", "order");
        }
        return new ItemPage(
                limit == null ? ITEMS : Integer.parseInt(limit), "asc".equals(order), first(query, "after"));
    }

    private static @Nullable String first(Query query, String name) {
        return query.values(name).stream().findFirst().orElse(null);
    }

    private static GatewayException malformed(String message, String param) {
        return new GatewayException(GatewayError.of(Kind.MALFORMED, message).at(param));
    }

    private GatewayException notFound(String id) {
        String why = keeps ? "" : " This gateway keeps no answers (responses.keep).";
        return new GatewayException(
                Kind.NOT_FOUND, "Response with id '%s' not found.%s".formatted(Printable.of(id), why));
    }
}
