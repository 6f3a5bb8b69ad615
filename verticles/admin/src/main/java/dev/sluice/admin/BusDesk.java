package dev.sluice.admin;

import dev.sluice.admin.api.UpstreamDesk;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Balance;
import dev.sluice.bus.Bus;
import dev.sluice.bus.ChannelQuery;
import dev.sluice.bus.Question;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks whichever node calls upstreams. For virtual threads. */
final class BusDesk implements UpstreamDesk {
    /** Longer than any answer takes that the bus still waits for. */
    private static final int PATIENCE_SECONDS = 30;

    private final Context context;
    private final Bus line;

    BusDesk(Context context, Bus line) {
        this.context = context;
        this.line = line;
    }

    @Override
    public Balance balance(String channelId) {
        return ask(Addresses.BALANCE, channelId);
    }

    @Override
    public List<String> models(String channelId) {
        return ask(Addresses.UPSTREAM_MODELS, channelId).models();
    }

    private <A> A ask(Question<ChannelQuery, A> address, String channelId) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        context.runOnContext(now -> {
            Future<A> asked = line.ask(address, new ChannelQuery(channelId));
            asked.onComplete(answer::complete, answer::completeExceptionally);
        });
        try {
            return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GatewayException said) {
                throw said;
            }
            if (e.getCause() instanceof TimeoutException) {
                throw new GatewayException(Kind.UPSTREAM_TIMEOUT, "The upstream did not answer in time.");
            }
            throw e;
        }
    }
}
