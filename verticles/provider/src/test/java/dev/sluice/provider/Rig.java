package dev.sluice.provider;

import dev.sluice.model.call.Call;
import dev.sluice.model.call.Opening;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.provider.egress.Dialler;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.egress.Names;
import dev.sluice.provider.egress.Upstream;
import dev.sluice.provider.preset.Presets;
import dev.sluice.provider.upstream.Preparation;
import dev.sluice.wire.dialects.Dialects;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All of the room but the verticle and the bus, on one event loop, with one channel {@code c1}. */
public final class Rig implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Shelf shelf = new Shelf();
    private final Context context;
    private final Carrier carrier;

    /** An attempt under way. */
    public record Ride(Receiver out, Future<Opening> opening) {

        public Opening head() {
            return await(opening);
        }

        public Opening.Opened opened() {
            return (Opening.Opened) head();
        }

        public Opening.Refused refused() {
            return (Opening.Refused) head();
        }
    }

    public Rig(Channel channel) {
        this(channel, EgressSettings.DEFAULT, Names.ofSystem(), null);
    }

    /** A channel with a secret of its own. */
    public Rig(Channel channel, String secret) {
        this(channel, EgressSettings.DEFAULT, Names.ofSystem(), null, secret);
    }

    public Rig(Channel channel, EgressSettings settings, Names names, @Nullable TrustOptions trust) {
        this(channel, settings, names, trust, "sk-upstream");
    }

    Rig(Channel channel, EgressSettings settings, Names names, @Nullable TrustOptions trust, String secret) {
        shelf.put(channel, secret);
        Loop loop = new Loop();
        await(vertx.deployVerticle(loop));
        context = Objects.requireNonNull(loop.own);
        carrier = on(() -> {
            Upstream upstream = new Upstream(vertx, new Dialler(context, names, settings.nameTtl()), settings, trust);
            Preparation preparation =
                    new Preparation(Presets.load(Path.of("../../conf/providers")), Dialects::codec, Signings::of);
            Directory directory = new Directory(context, shelf.store(), preparation, snapshot -> {});
            Carrier made = new Carrier(vertx, directory, upstream, (attempt, verdict, complaint) -> {});
            vertx.setPeriodic(20, tick -> made.checkDeadlines());
            return made;
        });
    }

    /** Has the channel's proxy ask for this; to be said before the first ride. */
    public void askedByProxy(String login) {
        shelf.putLogin("c1", login);
    }

    public Ride ride(Call call) {
        return ride(call, "m", Samples.PATIENT, Receiver.thirsty());
    }

    public Ride ride(Call call, Timeouts timeouts) {
        return ride(call, "m", timeouts, Receiver.thirsty());
    }

    public Ride ride(Call call, String model, Timeouts timeouts, Receiver out) {
        return on(() -> begin(call, model, timeouts, out));
    }

    /** The same for those who are on the event loop already. */
    public Ride begin(Call call, String model, Timeouts timeouts, Receiver out) {
        return new Ride(out, carrier.serve(Samples.attempt(call, model, timeouts), out));
    }

    /** Does something on the event loop. */
    public <T> T on(Callable<T> action) {
        return await(Future.future(promise -> context.runOnContext(run -> {
            try {
                promise.complete(action.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        })));
    }

    public void run(Runnable action) {
        on(() -> {
            action.run();
            return true;
        });
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** Waits for a future, but not for ever. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static final class Loop extends VerticleBase {
        private volatile @Nullable Context own;

        @Override
        public Future<?> start() {
            own = context;
            return Future.succeededFuture();
        }
    }
}
