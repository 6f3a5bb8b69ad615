package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Balance;
import dev.sluice.bus.Bus;
import dev.sluice.bus.ChannelQuery;
import dev.sluice.bus.ModelsListed;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.provider.demo.DemoModel;
import dev.sluice.provider.egress.Upstream;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.upstream.Remote;
import dev.sluice.provider.upstream.Target;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What operators ask of one channel's upstream by hand: which models it lists, and what is left of the account. */
final class Inquiries {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST_LIST = 4 << 20;
    private static final int LONGEST_BALANCE = 64 * 1024;
    private static final int MOST_MODELS = 5_000;
    private static final int LONGEST_NAME = 256;

    private final Directory directory;
    private final Upstream upstream;

    Inquiries(Directory directory, Upstream upstream) {
        this.directory = directory;
        this.upstream = upstream;
    }

    Future<Void> answer(Bus bus) {
        return bus.answer(Addresses.BALANCE, this::balance)
                .compose(answering -> bus.answer(Addresses.UPSTREAM_MODELS, this::models));
    }

    private Future<Balance> balance(ChannelQuery query) {
        return target(query).compose(target -> switch (target) {
            case Target.Demo demo -> Future.failedFuture(unsaid("its balance"));
            case Target.Unusable unusable -> Future.failedFuture(unusable(unusable));
            case Remote remote -> ask(remote.prepareBalance(), LONGEST_BALANCE, remote::readBalance, "its balance");
        });
    }

    private Future<ModelsListed> models(ChannelQuery query) {
        return target(query)
                .compose(target -> switch (target) {
                    case Target.Demo demo -> Future.succeededFuture(DemoModel.ids());
                    case Target.Unusable unusable -> Future.<List<String>>failedFuture(unusable(unusable));
                    case Remote remote ->
                        ask(remote.prepareListing(), LONGEST_LIST, remote::readModels, "which models it has");
                })
                .map(models -> new ModelsListed(query.channelId(), sane(models)));
    }

    private static List<String> sane(List<String> models) {
        return models.stream()
                .filter(name -> !name.isBlank() && name.length() <= LONGEST_NAME)
                .distinct()
                .limit(MOST_MODELS)
                .toList();
    }

    private <T> Future<T> ask(Optional<HttpCall> call, int limit, Function<Bytes, T> reader, String what) {
        return call.isEmpty()
                ? Future.failedFuture(unsaid(what))
                : upstream.fetch(call.get(), limit, PATIENCE).map(reader).transform(Inquiries::plain);
    }

    /** What the network says is not for the outside. */
    private static <T> Future<T> plain(AsyncResult<T> done) {
        if (done.succeeded() || done.cause() instanceof GatewayException) {
            return done.succeeded() ? Future.succeededFuture(done.result()) : Future.failedFuture(done.cause());
        }
        return Future.failedFuture(new GatewayException(Kind.UPSTREAM_FAILED, "The upstream could not be reached."));
    }

    /** A channel that was made a moment ago may not be known here yet; one that is switched off is not known at all. */
    private Future<Target> target(ChannelQuery query) {
        Target known = directory.find(query.channelId());
        return known != null
                ? Future.succeededFuture(known)
                : directory.refresh().compose(done -> found(directory.find(query.channelId())));
    }

    private static Future<Target> found(@Nullable Target target) {
        return target == null
                ? Future.failedFuture(new GatewayException(
                        Kind.UPSTREAM_FAILED, "The channel is switched off, or not known to the node that was asked."))
                : Future.succeededFuture(target);
    }

    private static GatewayException unsaid(String what) {
        return new GatewayException(Kind.NOT_FOUND, "The channel's provider does not say " + what + ".");
    }

    private static GatewayException unusable(Target.Unusable unusable) {
        return new GatewayException(Kind.UPSTREAM_FAILED, "The channel cannot be used: " + unusable.reason() + ".");
    }
}
