package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.ChannelStates;
import dev.sluice.bus.ChannelSuspected;
import dev.sluice.bus.ChannelTrial;
import dev.sluice.bus.ChannelTried;
import dev.sluice.bus.ChannelsRequest;
import dev.sluice.bus.Member;
import dev.sluice.bus.Members;
import dev.sluice.model.catalog.Catalog;
import dev.sluice.model.catalog.Channel;
import dev.sluice.provider.Trials.Tried;
import dev.sluice.provider.probing.ProbePlan;
import dev.sluice.provider.probing.ProbePlan.Subject;
import dev.sluice.provider.probing.ProbePlan.Wish;
import dev.sluice.provider.probing.ProbeWishes;
import dev.sluice.store.Job;
import dev.sluice.store.RuleSwitch;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries channels on a schedule, and disables and enables them by rules, on the one node of the cluster that has that job.
 * Belongs to one event loop; what it asks the database is asked on virtual threads.
 */
final class Prober {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    /** Nodes whose routers are asked how channels stand. */
    private static final int MOST_NODES = 32;

    private final Given given;
    private final ProbeWishes wishes;
    private final ProbePlan plan;
    private final LongSupplier clock;
    private Catalog catalog = Catalog.EMPTY;
    private boolean looking;
    private boolean stopped;

    /** With what it works. */
    record Given(Context context, Store store, Bus bus, Members members, Trials trials) {}

    Prober(Given given, ProbeWishes wishes, LongSupplier clock) {
        this.given = given;
        this.wishes = wishes;
        this.plan = new ProbePlan(wishes.settings().mostAtOnce());
        this.clock = clock;
    }

    /** What was refused to callers is tried at the next look, if a rule is in force for it and this node has the job. */
    Future<Void> hear() {
        return given.bus()
                .hear(
                        Addresses.CHANNEL_SUSPECTED,
                        (ChannelSuspected it) ->
                                plan.suspect(new Subject(it.channelId(), it.key()), clock.getAsLong()));
    }

    /** To be called again and again; one look at a time. */
    void look() {
        if (looking || stopped) {
            return;
        }
        looking = true;
        Catalog known = catalog;
        onVirtualThread(() -> load(known)).compose(this::probe).onComplete(done -> {
            looking = false;
            // That the database is away is said elsewhere.
            if (done.failed() && !(done.cause() instanceof StoreUnavailable)) {
                LOG.warn("event=no_probes", done.cause());
            }
        });
    }

    void stop() {
        stopped = true;
    }

    /**
     * What there is now.
     *
     * @param isMine whether there is anything to be done, and this node does it
     */
    private record Loaded(Catalog catalog, boolean isMine) {}

    /** Blocks. */
    private Loaded load(Catalog known) {
        Store store = given.store();
        Catalog present = store.generation() == known.generation() ? known : store.catalog();
        boolean isMine = wishes.areThereAny(present.channels())
                && store.jobs().take(Job.PROBES, given.members().self());
        return new Loaded(present, isMine);
    }

    private Future<Void> probe(Loaded loaded) {
        catalog = loaded.catalog();
        if (!loaded.isMine() || stopped) {
            return Future.succeededFuture();
        }
        return states().map(states -> {
            List<Wish> wanted = wishes.of(catalog.channels(), states);
            plan.take(wanted, clock.getAsLong()).forEach(this::probe);
            return null;
        });
    }

    /** Those that do not answer in time say nothing. */
    private Future<List<ChannelStates>> states() {
        List<Future<Optional<ChannelStates>>> asked = given.members().now().stream()
                .filter(member -> member.roles().contains("router"))
                .map(Member::node)
                .limit(MOST_NODES)
                .map(node -> given.bus()
                        .askAt(node, Addresses.CHANNELS, new ChannelsRequest(""))
                        .map(Optional::of)
                        .otherwise(Optional.empty()))
                .toList();
        return Future.join(asked)
                .map(all -> asked.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private void probe(Subject subject) {
        ChannelTrial trial = new ChannelTrial(subject.channelId(), null, subject.key(), false);
        given.trials()
                .tell(given.bus(), given.members().self(), ChannelTried.PROBE, trial)
                .onComplete(done -> {
                    plan.ended(subject, clock.getAsLong());
                    if (done.succeeded()) {
                        follow(subject, done.result());
                    } else {
                        LOG.warn(
                                "event=no_probe channel={} reason={}",
                                subject.channelId(),
                                String.valueOf(done.cause()));
                    }
                });
    }

    /** Switches what the trial shows should be; whether it is so already is seen by whoever writes. */
    private void follow(Subject subject, Tried tried) {
        Optional<Channel> found = catalog.channels().stream()
                .filter(channel -> channel.id().equals(subject.channelId()))
                .findFirst();
        if (found.isEmpty()) {
            return;
        }
        Channel channel = found.get();
        boolean isInUse = channel.enabled() && channel.keys().ids().contains(subject.key());
        Optional<String> fault = tried.fault(wishes.settings().rules(channel));
        if (isInUse && fault.isPresent()) {
            write(subject, false, fault.get());
        } else if (!isInUse && tried.result().ok()) {
            write(subject, true, "it works again");
        }
    }

    private void write(Subject subject, boolean enable, String why) {
        onVirtualThread(() -> {
                    RuleSwitch rules = given.store().channels().rules();
                    boolean changed = enable
                            ? rules.enable(subject.channelId(), subject.key(), why)
                            : rules.disable(subject.channelId(), subject.key(), why);
                    return changed ? Optional.of(given.store().generation()) : Optional.<Long>empty();
                })
                .onComplete(written -> {
                    String event = enable ? "enabled_by_rule" : "disabled_by_rule";
                    if (written.failed()) {
                        LOG.warn("event=not_{} channel={} reason={}", event, subject.channelId(), written.cause());
                    } else if (written.result().isPresent()) {
                        LOG.warn(
                                "event={} channel={} key={} reason={}", event, subject.channelId(), subject.key(), why);
                        given.bus()
                                .tell(
                                        Addresses.CATALOG_CHANGED,
                                        new CatalogChanged(written.result().get()));
                    }
                });
    }

    private <T> Future<T> onVirtualThread(Supplier<T> work) {
        CompletableFuture<T> done =
                CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
        return Future.fromCompletionStage(done, given.context());
    }
}
