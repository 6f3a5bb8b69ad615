package dev.sluice.bus;

import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One verticle instance's line to all others. It belongs to the context it was made for ({@link BusNode#join}): it is
 * used there, and every handler and future completes there.
 *
 * <p>A question stays on this node where the role is deployed here, preferably on an instance of the same event loop;
 * else it goes to another node. Records are handed over by reference locally and travel as JSON between nodes. Expected
 * failures arrive as {@link dev.sluice.model.call.GatewayException}, whichever node they come from.
 */
public interface Bus {

    /** Asks one instance of a role. Fails with the answerer's {@code GatewayException}, or when nobody answers in time. */
    <Q, A> Future<A> ask(Question<Q, A> address, Q question);

    /**
     * Asks the role on one named node, which may be this one. Fails at once with kind {@code UNAVAILABLE} if that node is not
     * a member or does not have the role, and if it leaves before it has answered.
     */
    <Q, A> Future<A> askAt(String node, Question<Q, A> address, Q question);

    /** Answers questions from now on; the future completes when others can reach this instance. */
    <Q, A> Future<Void> answer(Question<Q, A> address, Function<Q, Future<A>> answerer);

    /** Tells everybody who hears this news, on all nodes, this instance included. Delivered at most once. */
    <T> void tell(News<T> address, T news);

    /** Hears news from now on. */
    <T> Future<Void> hear(News<T> address, Consumer<T> listener);

    /** Opens a stream. The returned end may be cancelled at any time, also before it is open. */
    <Q, H, E> Inflow<H, E> open(StreamDoor<Q, H, E> address, Q question);

    /** Serves streams from now on. */
    <Q, H, E> Future<Void> serve(StreamDoor<Q, H, E> address, StreamServer<Q, H, E> server);

    /** Stops answering, hearing and serving; streams in flight go on until they end. */
    Future<Void> leave();
}
