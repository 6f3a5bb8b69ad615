package dev.sluice.provider.egress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Framing;
import dev.sluice.provider.upstream.Errand;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Frames;
import dev.sluice.wire.Ticket;
import dev.sluice.wire.Tickets;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From the ticket that an upstream gave to its answer: what is asked next, and when, and how the work is called off that
 * nobody waits for any more. Belongs to one answer.
 */
final class Trail {
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    /** The caller has the answer but for what it used, and waits for that: better an estimate then. */
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(2);

    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_FAILURES = 3;

    private final Upstream upstream;
    private final Errand errand;
    private final Tickets tickets;
    private final Frames events;
    private final int maxBody;
    private @Nullable Ticket ticket;
    private Duration wait = FIRST_WAIT;
    private int failures;
    private boolean gathering;
    private boolean streamed;
    private boolean settled;

    /** What a body turned out to be. */
    sealed interface Turn {}

    /** The answer. */
    record Here(Bytes body) implements Turn {}

    /** A ticket: what is sent next, and after which time. */
    record Elsewhere(HttpCall call, Duration after) implements Turn {}

    /**
     * A trail that has not begun.
     *
     * @param maxBody bytes of a ticket, which may have the answer in it
     */
    Trail(Upstream upstream, Errand errand, Tickets tickets, int maxBody) {
        this.upstream = upstream;
        this.errand = errand;
        this.tickets = tickets;
        this.events = errand.codec().chat().frames();
        this.maxBody = maxBody;
    }

    /**
     * Whether work has begun of which nobody knows yet where it could be called off.
     *
     * @param answered whether the first request has been answered
     */
    boolean isOwedTicket(boolean answered) {
        return ticket == null && (gathering || !answered);
    }

    /** Reads a body. Fails with a {@link GatewayException} if it is too long, or leads nowhere. */
    Future<Turn> gather(HttpClientResponse answer) {
        gathering = true;
        return BoundedBody.read(answer, maxBody)
                .compose(body -> body.isCut() ? Future.failedFuture(Upstream.tooLong()) : read(body.bytes()));
    }

    private Future<Turn> read(Bytes body) {
        return reading(body, tickets::read).map(read -> {
            gathering = false;
            failures = 0;
            ticket = read;
            settled = !read.isPending();
            return settled ? new Here(body) : next();
        });
    }

    /** To the events, if they are wanted and there are any, once; else to the ticket, again and again. */
    private Elsewhere next() {
        String stream = Objects.requireNonNull(ticket).stream();
        if (stream != null && !streamed && errand.framing() != Framing.WHOLE) {
            streamed = true;
            return new Elsewhere(errand.follow(HttpMethod.GET, stream, errand.framing()), Duration.ZERO);
        }
        Elsewhere next = new Elsewhere(look(), wait);
        Duration longer = wait.multipliedBy(3).dividedBy(2);
        wait = longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
        return next;
    }

    private HttpCall look() {
        String url = Objects.requireNonNull(ticket).look();
        if (url == null) {
            throw new GatewayException(Kind.UPSTREAM_FAILED, "The upstream did not say where its answer will be.");
        }
        return errand.follow(HttpMethod.GET, url, Framing.WHOLE);
    }

    /** What is sent instead of a request that failed on the way: the work may go on all the same, and has to be paid for. */
    Optional<Elsewhere> again() {
        if (ticket == null || settled || ++failures >= MOST_FAILURES) {
            return Optional.empty();
        }
        try {
            return Optional.of(next());
        } catch (GatewayException nowhere) {
            return Optional.empty();
        }
    }

    /** Hears the next bytes of the events; true if the last event is among them. */
    boolean hears(Bytes piece) {
        if (settled) {
            return false;
        }
        events.feed(piece);
        for (Frame event = events.next(); event != null; event = events.next()) {
            settled |= tickets.isLast(event);
        }
        return settled;
    }

    /** What the events did not say. Never fails. */
    Future<Bytes> closing() {
        return Future.succeededFuture()
                .map(start -> look())
                .compose(call -> upstream.ask(call, maxBody, CLOSING_PATIENCE))
                .compose(answer -> reading(answer.body(), tickets::closing))
                .otherwise(unknown -> tickets.closing(Bytes.EMPTY));
    }

    /** Ends the work at the upstream, if it goes on and if it is known where to say so. */
    void callOff() {
        String url = ticket == null || settled ? null : ticket.cancel();
        if (url != null) {
            settled = true;
            Future.succeededFuture(url)
                    .map(named -> errand.follow(HttpMethod.POST, named, Framing.WHOLE))
                    .compose(call -> upstream.ask(call, maxBody, CANCEL_PATIENCE))
                    .onFailure(Upstream::note);
        }
    }

    private <T> Future<T> reading(Bytes body, Function<Bytes, T> reader) {
        return errand.isHeavy(body.length())
                ? upstream.offload(() -> reader.apply(body))
                : Future.succeededFuture(body).map(reader);
    }
}
