package dev.sluice.admin;

import dev.sluice.admin.api.UpstreamDesk;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Balance;
import dev.sluice.bus.Bus;
import dev.sluice.bus.ChannelEvents;
import dev.sluice.bus.ChannelQuery;
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelTrial;
import dev.sluice.bus.ChannelsRequest;
import dev.sluice.bus.Question;
import dev.sluice.bus.TrialResult;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.ModelsRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks whichever node routes calls or calls upstreams. For virtual threads. */
final class BusDesk implements UpstreamDesk {
    /** Longer than any answer takes that the bus still waits for. */
    private static final int PATIENCE_SECONDS = 45;

    private final Context context;
    private final Bus line;

    BusDesk(Context context, Bus line) {
        this.context = context;
        this.line = line;
    }

    @Override
    public Balance balance(String channelId) {
        return ask(Addresses.BALANCE, new ChannelQuery(channelId));
    }

    @Override
    public List<String> models(String channelId) {
        return ask(Addresses.UPSTREAM_MODELS, new ChannelQuery(channelId)).models();
    }

    @Override
    public TrialResult test(ChannelTrial trial) {
        return ask(Addresses.TRY_CHANNEL, trial);
    }

    @Override
    public Optional<ChannelState> state(String channelId) {
        return ask(Addresses.CHANNELS, new ChannelsRequest(channelId)).channels().stream()
                .findFirst();
    }

    @Override
    public ChannelEvents events(String channelId) {
        return ask(Addresses.CHANNEL_EVENTS, new ChannelQuery(channelId));
    }

    @Override
    public ModelList offered(String group) {
        return ask(Addresses.MODELS, new ModelsRequest(group));
    }

    private <Q, A> A ask(Question<Q, A> address, Q question) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        context.runOnContext(now -> {
            Future<A> asked = line.ask(address, question);
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
