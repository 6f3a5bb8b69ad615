package dev.sluice.provider;

import dev.sluice.bus.Outflow;
import dev.sluice.bus.StreamServer;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Dialect;
import dev.sluice.provider.demo.DemoModel;
import dev.sluice.provider.demo.DemoSource;
import dev.sluice.provider.egress.Upstream;
import dev.sluice.provider.passage.Passage;
import dev.sluice.provider.passage.Source;
import dev.sluice.provider.passage.Sweep;
import dev.sluice.provider.upstream.Remote;
import dev.sluice.provider.upstream.Target;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries each attempt to its channel. */
final class Carrier implements StreamServer<Attempt, Opening, AnswerEvent> {
    private final Vertx vertx;
    private final Directory directory;
    private final Upstream upstream;
    private final Sweep sweep = new Sweep();
    private final Function<Dialect, DialectCodec> codecs;

    Carrier(Vertx vertx, Directory directory, Upstream upstream, Function<Dialect, DialectCodec> codecs) {
        this.vertx = vertx;
        this.directory = directory;
        this.upstream = upstream;
        this.codecs = codecs;
    }

    @Override
    public Future<Opening> serve(Attempt attempt, Outflow<AnswerEvent> out) {
        Target target = directory.find(attempt.candidate().channelId());
        if (target != null) {
            return carry(attempt, target, out);
        }
        // The router may have heard of a new channel a moment earlier.
        return directory
                .refresh()
                .transform(done ->
                        carry(attempt, directory.find(attempt.candidate().channelId()), out));
    }

    /** Looks after the deadlines of everything on its way. */
    void checkDeadlines() {
        sweep.check(System.nanoTime());
    }

    private Future<Opening> carry(Attempt attempt, @Nullable Target target, Outflow<AnswerEvent> out) {
        return switch (target) {
            case Remote remote -> call(attempt, remote, out);
            case Target.Demo demo -> rehearse(attempt, out);
            case Target.Unusable unusable -> refuse(unusable.error(), unusable.verdict(), out);
            case null ->
                refuse(
                        GatewayError.of(Kind.UPSTREAM_FAILED, "The channel is not known any more."),
                        Verdict.UNREACHABLE,
                        out);
        };
    }

    private Future<Opening> call(Attempt attempt, Remote remote, Outflow<AnswerEvent> out) {
        Call call = attempt.call();
        try {
            return run(
                    attempt,
                    upstream.answer(remote.prepare(call, attempt.candidate().upstreamModel()), call, remote),
                    out);
        } catch (GatewayException e) {
            boolean unknown = e.error().kind() == Kind.MODEL_NOT_FOUND;
            return refuse(e.error(), unknown ? Verdict.MODEL_UNKNOWN : Verdict.REQUEST_AT_FAULT, out);
        }
    }

    private Future<Opening> rehearse(Attempt attempt, Outflow<AnswerEvent> out) {
        Call call = attempt.call();
        return DemoModel.byId(attempt.candidate().upstreamModel())
                .map(model -> run(attempt, new DemoSource(vertx, call, model, codecs.apply(call.dialect())), out))
                .orElseGet(() -> refuse(
                        GatewayError.of(Kind.MODEL_NOT_FOUND, "The demonstration provider has no such model."),
                        Verdict.MODEL_UNKNOWN,
                        out));
    }

    private Future<Opening> run(Attempt attempt, Source source, Outflow<AnswerEvent> out) {
        return new Passage(attempt.candidate().timeouts(), out, sweep).run(source);
    }

    private static Future<Opening> refuse(GatewayError error, Verdict verdict, Outflow<AnswerEvent> out) {
        out.end();
        return Future.succeededFuture(new Opening.Refused(error, verdict));
    }
}
