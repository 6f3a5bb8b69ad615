package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.ChannelTrial;
import dev.sluice.bus.ChannelTried;
import dev.sluice.bus.TrialResult;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.DisableRules;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.provider.passage.Complaint;
import dev.sluice.provider.probing.Refusal;
import dev.sluice.provider.upstream.Target;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tries channels by short real calls that nobody is billed for, on the way that callers' calls go, and tells routers how it
 * went. What is tried is read from the database, so that channels and keys that are not in use can be tried too.
 */
final class Trials {
    private static final Timeouts PATIENCE =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));

    private final Context context;
    private final Store store;
    private final Workshop workshop;
    private final Carrier carrier;

    Trials(Context context, Store store, Workshop workshop, Carrier carrier) {
        this.context = context;
        this.store = store;
        this.workshop = workshop;
        this.carrier = carrier;
    }

    /** A channel that is about to be tried. */
    private record Subject(Channel channel, String key, String model, Target target) {
        Candidate candidate() {
            return new Candidate(
                            channel.id(), channel.name(), channel.provider(), channel.upstreamModel(model), PATIENCE)
                    .with(key);
        }

        Outcome outcome(Verdict verdict, @Nullable Duration retryAfter, Duration elapsed) {
            return new Outcome(channel.id(), model, verdict, retryAfter, null, elapsed)
                    .with(candidate().key())
                    .at(candidate().upstreamModel());
        }
    }

    /** How it went, and what that says. */
    private record Verdicts(TrialResult result, Outcome outcome, Optional<Complaint> complaint) {}

    /**
     * How it went.
     *
     * @param complaint what the upstream said in refusing; empty where it was not asked, or did not refuse
     */
    record Tried(TrialResult result, Verdict verdict, Optional<Complaint> complaint) {

        /** Why one of these rules disables what was tried; empty if none does. */
        Optional<String> fault(DisableRules rules) {
            return complaint.flatMap(said -> new Refusal(verdict, said).disablesBy(rules));
        }
    }

    Future<Void> answer(Bus bus, String node) {
        return bus.answer(
                Addresses.TRY_CHANNEL,
                trial -> tell(bus, node, ChannelTried.BY_HAND, trial).map(Tried::result));
    }

    /** Tries a channel, and tells routers how it went. */
    Future<Tried> tell(Bus bus, String node, String why, ChannelTrial trial) {
        return attempt(trial).map(verdicts -> {
            bus.tell(Addresses.CHANNEL_TRIED, new ChannelTried(node, why, verdicts.outcome()));
            return new Tried(verdicts.result(), verdicts.outcome().verdict(), verdicts.complaint());
        });
    }

    private Future<Verdicts> attempt(ChannelTrial trial) {
        CompletableFuture<Subject> loading = CompletableFuture.supplyAsync(
                () -> subject(trial), task -> Thread.ofVirtual().start(task));
        return Future.fromCompletionStage(loading, context).transform(done -> {
            if (done.succeeded()) {
                return attempt(done.result(), trial.stream());
            }
            return Future.failedFuture(explained(done.cause()));
        });
    }

    private static Throwable explained(Throwable failure) {
        Throwable cause = failure instanceof CompletionException
                ? Objects.requireNonNullElse(failure.getCause(), failure)
                : failure;
        return cause instanceof StoreUnavailable
                ? new GatewayException(Kind.UNAVAILABLE, "The configuration cannot be read.")
                : cause;
    }

    /** Blocks. */
    private Subject subject(ChannelTrial trial) {
        Channel channel = store.channels()
                .get(trial.channelId())
                .orElseThrow(() -> new GatewayException(Kind.NOT_FOUND, "There is no such channel."));
        String key = trial.key() != null ? trial.key() : firstKey(channel);
        Target target = workshop.prepare(channel, key)
                .orElseThrow(() -> new GatewayException(
                        GatewayError.of(Kind.MALFORMED, "key must be the id of one of the channel's keys")
                                .at("key")));
        return new Subject(channel, key, model(channel, trial.model()), target);
    }

    private static String firstKey(Channel channel) {
        List<String> ids = channel.keys().ids();
        return ids.isEmpty() ? ChannelKeys.MAIN : ids.getFirst();
    }

    private static String model(Channel channel, @Nullable String wanted) {
        String usual = channel.probing().model();
        if (wanted != null) {
            return wanted;
        }
        if (usual != null) {
            return usual;
        }
        return channel.models().stream()
                .findFirst()
                .orElseThrow(() -> new GatewayException(
                        GatewayError.of(Kind.MALFORMED, "model is required: the channel names none")
                                .at("model")));
    }

    private Future<Verdicts> attempt(Subject subject, boolean stream) {
        Call call = TrialCall.of(subject.target(), subject.model(), stream);
        TrialReceiver receiver = new TrialReceiver();
        long began = System.nanoTime();
        AtomicReference<Optional<Complaint>> heard = new AtomicReference<>(Optional.empty());
        return carrier.carry(
                        new Attempt(call, subject.candidate()),
                        subject.target(),
                        receiver,
                        (attempt, verdict, complaint) -> heard.set(Optional.of(complaint)))
                .compose(opening -> switch (opening) {
                    case Opening.Refused refused ->
                        Future.succeededFuture(failed(subject, refused, heard.get(), since(began)));
                    case Opening.Opened opened -> {
                        Duration first = since(began);
                        Answer answer = new Answer(opened, opened.streaming() ? first : null, receiver);
                        yield receiver.ended().map(last -> verdicts(subject, answer, last, since(began)));
                    }
                });
    }

    private record Answer(Opening.Opened opened, @Nullable Duration first, TrialReceiver receiver) {
        List<UpstreamLimit> limits() {
            return opened.limits();
        }
    }

    private static Verdicts verdicts(Subject subject, Answer answer, AnswerEvent last, Duration elapsed) {
        if (last instanceof AnswerEvent.Broken broken) {
            return failed(subject, new Opening.Refused(broken.error(), broken.verdict()), Optional.empty(), elapsed);
        }
        TrialResult result = new TrialResult(
                true,
                subject.model(),
                subject.key(),
                answer.opened().status(),
                elapsed,
                answer.first(),
                TrialCall.text(answer.receiver().heard()),
                null);
        Outcome outcome = new Outcome(
                subject.channel().id(),
                subject.model(),
                Verdict.OK,
                null,
                answer.first() == null ? elapsed : answer.first(),
                elapsed,
                answer.limits(),
                subject.candidate().key(),
                subject.candidate().upstreamModel());
        return new Verdicts(result, outcome, Optional.empty());
    }

    private static Verdicts failed(
            Subject subject, Opening.Refused refused, Optional<Complaint> complaint, Duration elapsed) {
        GatewayError error = refused.error();
        String why = subject.target() instanceof Target.Unusable unusable ? unusable.reason() : error.message();
        TrialResult result =
                new TrialResult(false, subject.model(), subject.key(), error.status(), elapsed, null, null, why);
        return new Verdicts(result, subject.outcome(refused.verdict(), error.retryAfter(), elapsed), complaint);
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
