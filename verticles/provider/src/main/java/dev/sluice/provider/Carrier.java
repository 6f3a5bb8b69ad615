package dev.sluice.provider;

import dev.sluice.bus.Outflow;
import dev.sluice.bus.StreamServer;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.counting.Appraiser;
import dev.sluice.provider.counting.CountSource;
import dev.sluice.provider.counting.CountingDesk;
import dev.sluice.provider.counting.Excerpt;
import dev.sluice.provider.demo.DemoModel;
import dev.sluice.provider.demo.DemoSource;
import dev.sluice.provider.demo.DemoVectors;
import dev.sluice.provider.egress.Upstream;
import dev.sluice.provider.passage.Appraisal;
import dev.sluice.provider.passage.Passage;
import dev.sluice.provider.passage.Source;
import dev.sluice.provider.passage.Sweep;
import dev.sluice.provider.upstream.Errand;
import dev.sluice.provider.upstream.Remote;
import dev.sluice.provider.upstream.Target;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.relay.Relay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries each attempt to its channel. */
final class Carrier implements StreamServer<Attempt, Opening, AnswerEvent> {
    private final Vertx vertx;
    private final Directory directory;
    private final Upstream upstream;
    private final Sweep sweep = new Sweep();
    private final Function<Dialect, DialectCodec> codecs;
    private final CountingDesk desk;
    private final Appraiser appraiser;
    private final Hearing hearing;

    /**
     * Carries over these connections.
     *
     * @param hearing of refusals of callers' requests
     */
    Carrier(Vertx vertx, Directory directory, Upstream upstream, Hearing hearing) {
        this.vertx = vertx;
        this.directory = directory;
        this.upstream = upstream;
        this.codecs = Dialects::codec;
        this.hearing = hearing;
        this.desk = new CountingDesk(vertx);
        this.appraiser = new Appraiser(desk);
    }

    @Override
    public Future<Opening> serve(Attempt attempt, Outflow<AnswerEvent> out) {
        Target target = directory.find(attempt.candidate());
        if (target != null) {
            return carry(attempt, target, out, hearing);
        }
        // The router may have heard of a new channel, or of a new key, a moment earlier.
        return directory
                .refresh()
                .transform(done -> carry(attempt, directory.settle(attempt.candidate()), out, hearing));
    }

    /** Looks after the deadlines of everything on its way. */
    void checkDeadlines() {
        sweep.check(System.nanoTime());
    }

    /** To a target that has been found. */
    Future<Opening> carry(Attempt attempt, Target target, Outflow<AnswerEvent> out, Hearing to) {
        return switch (target) {
            case Remote remote -> call(attempt, remote, out, to);
            case Target.Demo demo -> rehearse(attempt, out);
            case Target.Unusable unusable -> refuse(unusable.error(), unusable.verdict(), out);
        };
    }

    private Future<Opening> call(Attempt attempt, Remote remote, Outflow<AnswerEvent> out, Hearing to) {
        Call call = attempt.call();
        if (call.operation() == Operation.COMPLETION && remote.isInstructing()) {
            // Routers do not send it here; one may not have heard yet.
            return refuse(notServed(call), Verdict.FULL, out);
        }
        Optional<Errand> errand = remote.errand(call, attempt.candidate().upstreamModel());
        if (errand.isPresent()) {
            return call(attempt, errand.get(), out, to);
        }
        return remote.endpoints().serve(call.dialect(), call.operation())
                ? count(attempt, out)
                : refuse(notServed(call), Verdict.MODEL_UNKNOWN, out);
    }

    private static GatewayError notServed(Call call) {
        return GatewayError.of(
                Kind.MODEL_NOT_FOUND,
                "The channel does not serve " + call.operation().id() + ".");
    }

    private Future<Opening> call(Attempt attempt, Errand errand, Outflow<AnswerEvent> out, Hearing to) {
        Source source = upstream.answer(errand);
        Appraisal appraisal = appraisal(attempt, errand);
        return new Passage(attempt.candidate().timeouts(), out, sweep, appraisal)
                .run(source)
                .map(opening -> {
                    if (opening instanceof Opening.Refused refused) {
                        to.refused(attempt, refused.verdict(), source.complaint());
                    }
                    return source.limits().isEmpty() ? opening : opening.with(source.limits());
                });
    }

    private @Nullable Appraisal appraisal(Attempt attempt, Errand errand) {
        DialectCodec caller = codecs.apply(attempt.call().dialect());
        return switch (attempt.call().operation()) {
            case CHAT -> {
                Excerpt excerpt = new Excerpt();
                if (appraiser.isSilent(attempt.candidate().channelId())) {
                    errand.relay().overhear(excerpt);
                }
                yield appraiser.ofChat(attempt, caller, excerpt);
            }
            case EMBEDDING ->
                caller.embeddings()
                        .map(format -> appraiser.ofVectors(attempt, format))
                        .orElse(null);
            case RERANK ->
                caller.reranks()
                        .map(format -> appraiser.ofRanks(attempt, format))
                        .orElse(null);
            case COMPLETION, COUNT_TOKENS -> null;
        };
    }

    /** In the upstream's stead. */
    private Future<Opening> count(Attempt attempt, Outflow<AnswerEvent> out) {
        Call call = attempt.call();
        String model = attempt.candidate().upstreamModel();
        return run(attempt, new CountSource(desk, call, model, codecs.apply(call.dialect())), out);
    }

    private Future<Opening> rehearse(Attempt attempt, Outflow<AnswerEvent> out) {
        return DemoModel.byId(attempt.candidate().upstreamModel())
                .map(model -> rehearse(attempt, model, out))
                .orElseGet(() -> refuse(
                        GatewayError.of(Kind.MODEL_NOT_FOUND, "The demonstration provider has no such model."),
                        Verdict.MODEL_UNKNOWN,
                        out));
    }

    private Future<Opening> rehearse(Attempt attempt, DemoModel model, Outflow<AnswerEvent> out) {
        Call call = attempt.call();
        DialectCodec caller = codecs.apply(call.dialect());
        return switch (call.operation()) {
            case CHAT, COMPLETION -> {
                Addressee to = new Addressee(model.id(), Set.of());
                Relay relay = new Relay(call, caller, codecs.apply(Dialect.OPENAI), to);
                yield run(attempt, new DemoSource(vertx, call, model, relay), out);
            }
            case COUNT_TOKENS -> count(attempt, out);
            case EMBEDDING -> run(attempt, new DemoVectors(vertx, call, caller), out);
            case RERANK ->
                refuse(
                        GatewayError.of(Kind.MODEL_NOT_FOUND, "The demonstration provider ranks no documents."),
                        Verdict.MODEL_UNKNOWN,
                        out);
        };
    }

    private Future<Opening> run(Attempt attempt, Source source, Outflow<AnswerEvent> out) {
        return new Passage(attempt.candidate().timeouts(), out, sweep).run(source);
    }

    private static Future<Opening> refuse(GatewayError error, Verdict verdict, Outflow<AnswerEvent> out) {
        out.end();
        return Future.succeededFuture(new Opening.Refused(error, verdict));
    }
}
