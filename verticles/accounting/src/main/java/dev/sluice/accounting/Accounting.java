package dev.sluice.accounting;

import dev.sluice.accounting.limits.Limiter;
import dev.sluice.accounting.limits.LocalLimiter;
import dev.sluice.journal.Journal;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Forget;
import dev.sluice.model.call.Forgotten;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.Keep;
import dev.sluice.model.call.ProgressReport;
import dev.sluice.model.call.Recall;
import dev.sluice.model.call.Recalled;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.StandingRequest;
import dev.sluice.model.call.UnbilledCost;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.price.PriceChange;
import dev.sluice.store.AuditPace;
import dev.sluice.store.Finding;
import dev.sluice.store.Ledger;
import dev.sluice.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's accounting: keys, limits, purses, open calls and the way to the books. Made once for a node and shared by
 * all instances of {@link AccountingVerticle}; thread safe.
 *
 * <p>The questions are answered without blocking. Their futures are complete at once unless the
 * database has to be asked; then they complete on another thread.
 */
public final class Accounting {
    private static final Logger LOG = LoggerFactory.getLogger(Accounting.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration NEWS = Duration.ofSeconds(5);
    private static final Duration SLOW_SWEEP = Duration.ofMinutes(1);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(10);

    private final AccountingNode node;
    private final AccountingSettings settings;
    private final PriceChange prices;
    private final Desk desk = new Desk();
    private final Rounds rounds = new Rounds(desk);
    private final KeyRing keys;
    private final Tenure tenure;
    private final Shipper shipper;
    private final Books books;
    private final Admissions admissions;
    private final Settlements settlements;
    private final Doubts doubts;
    private final HouseCosts houseCosts;
    private final Readings readings;
    private final AnswerKeeper answers;
    private final SingleJobs jobs;
    private final AtomicLong priced = new AtomicLong(-1);
    private final Standings standings;
    private final Periods periods;
    private @Nullable Future<Void> opened;
    private volatile @Nullable Journal journal;
    private final @Nullable ClusterLimits clusterLimits;
    private int users;
    private volatile boolean closed;

    public Accounting(AccountingNode node, AccountingSettings settings, PriceChange prices) {
        this(node, settings, prices, null);
    }

    /** With limits that hold over a cluster, if there is one. */
    public Accounting(
            AccountingNode node, AccountingSettings settings, PriceChange prices, @Nullable ClusterLimits limits) {
        Limiter limiter = limits == null ? new LocalLimiter(node.clocks().nanos()) : limits.leases();
        this.clusterLimits = limits;
        Store store = node.store();
        AccountingMeters meters = new AccountingMeters(node.meters());
        this.node = node;
        this.settings = settings;
        this.prices = prices;
        this.keys = new KeyRing(store, desk, node.clocks(), settings.cachedKeys());
        this.tenure = new Tenure(node.clocks());
        this.shipper = new Shipper(store.ledger(), tenure, settings.settleQueue(), meters::unbookable);
        this.periods = new Periods(store.accounts().budgets(), node.clocks());
        Teller teller = new Teller(tenure, store.ledger(), periods, desk);
        this.books = new Books(
                node.clocks(),
                new Pricing(store.prices(), meters),
                limiter,
                new Purses(teller, node.clocks(), settings.purseIdle()),
                new OpenCalls(settings.maxOpenCalls()),
                new Recorder(shipper, tenure, meters),
                meters,
                settings.rules());
        this.admissions = new Admissions(books, settings);
        this.settlements = new Settlements(books);
        this.doubts = new Doubts(books.purses(), books.open(), books.recorder(), teller);
        this.houseCosts = new HouseCosts(books.pricing(), store.unbilled(), meters);
        this.answers = new AnswerKeeper(store.keptAnswers(), desk, node.clocks(), settings.keep());
        this.jobs = new SingleJobs(node, settings.retention(), answers, periods);
        this.standings = new Standings(store, desk, node.clocks(), limiter);
        this.readings = new Readings(node, meters);
        meters.gauge("sluice.settle.queue", "calls that wait to be written to the books", shipper::backlog);
        meters.gauge("sluice.calls.open", "calls admitted and not settled", books.open()::count);
        meters.gauge("sluice.holds.open", "holds whose calls have not ended", books.open()::held);
        meters.gauge("sluice.accounts.doubtful", "accounts that may be held more of than is known", doubts::count);
        meters.gauge("sluice.node.fenced", "1 once a newer life has begun", () -> tenure.isFenced() ? 1 : 0);
    }

    /**
     * Begins work, once for all who call it: has the price book kept for good, takes over where the last life of this node
     * ended, and starts the sweeps. Each caller calls {@link #leave} when it is done. Fails with {@link CannotStart} if the
     * journal and the database do not belong together.
     */
    public synchronized Future<Void> enter() {
        users++;
        Future<Void> begun = opened;
        if (begun == null) {
            begun = desk.run(this::open);
            opened = begun;
        }
        return begun;
    }

    /** The last to leave waits for the bills to be in the books, and for unspent money to be given back. */
    public synchronized Future<Void> leave() {
        users--;
        return users > 0 || closed ? Future.succeededFuture() : desk.run(this::close);
    }

    /** Whose key is this, and may it be used from there? */
    public Future<Identity> identify(Identification question) {
        return keys.find(question.credential())
                .map(holder -> identity(holder, question.remoteAddress()))
                .recover(expected(Identity.Unknown::new));
    }

    /** May this call be made? If so, money, tokens and a slot are set aside until {@link #settle}. */
    public Future<Admission> admit(AdmissionRequest request) {
        if (closed) {
            return Future.succeededFuture(new Admission.Refused(Refusals.CLOSED, List.of()));
        }
        long began = books.clocks().now();
        return keys.find(request.credential())
                .compose(holder -> admissions.decide(request, holder, began))
                .recover(expected(error -> new Admission.Refused(error, List.of())));
    }

    /** Completes when the hold of an admitted call is durable; fails if it is not open, or cannot be made so. */
    public Future<Void> secure(CallId call) {
        Hold hold = books.open().find(call);
        return hold == null
                ? Future.failedFuture(new GatewayException(Refusals.NOT_OPEN))
                : hold.trail().secured();
    }

    /** How far answers have come that are being passed on. */
    public void progress(ProgressReport report) {
        List<CallProgress> lines = new ArrayList<>(report.calls().size());
        for (CallProgress line : report.calls()) {
            Hold hold = books.open().find(line.call());
            if (hold != null) {
                hold.trail().came(line);
                lines.add(line);
            }
        }
        books.recorder().progress(lines);
    }

    /** A call has ended; decides what is billed. Completes when that can no longer be lost. */
    public Future<Settled> settle(Settlement end) {
        return settlements.settle(end);
    }

    /** What the house pays for something that no caller does; nothing is booked. */
    public UnbilledCost add(UnbilledUse use) {
        return houseCosts.add(use);
    }

    /** Whether this node may serve: not once a newer life of it has begun. */
    public boolean isServing() {
        return !closed && !tenure.isFenced();
    }

    /** Whether the journal takes the ends of more calls. */
    public boolean hasRoom() {
        Journal own = journal;
        return own != null && own.hasRoom();
    }

    /** How much of the room is taken in which ended calls wait for the database, in percent. */
    public int databaseQueue() {
        return (int) (100L * shipper.backlog() / settings.settleQueue());
    }

    /** From now on what can wait is done only while this is so: rolling up, deleting by age, auditing. */
    public void workWhile(BooleanSupplier calm) {
        rounds.idleWhile(calm);
    }

    /** What was said up to and with a kept answer; fails with the reason if the key is not good. */
    public Future<Recalled> recall(Recall question) {
        return owner(question.asking()).compose(userId -> answers.recall(userId, question.response()));
    }

    /** Forgets a kept answer; fails with the reason if the key is not good. */
    public Future<Forgotten> forget(Forget question) {
        return owner(question.asking()).compose(userId -> answers.forget(userId, question.response()));
    }

    /** Keeps an answer; fails with the reason if that cannot be. */
    public Future<Void> keep(Keep answer) {
        return answers.keep(answer);
    }

    /** How a key stands; fails with the reason if the key is not good. */
    public Future<Standing> standing(StandingRequest question) {
        return keys.find(question.asking().credential()).compose(holder -> {
            GatewayError objection =
                    admissions.rules().objection(holder, question.asking().remoteAddress());
            return objection == null
                    ? standings.of(holder, question)
                    : Future.failedFuture(new GatewayException(objection));
        });
    }

    private Future<String> owner(Identification asking) {
        return identify(asking).map(identity -> switch (identity) {
            case Identity.Known known -> known.caller().userId();
            case Identity.Unknown unknown -> throw new GatewayException(unknown.error());
        });
    }

    /** Keys, users or prices have changed; keys are asked for again before they are used, prices are read anew. */
    public void catalogChanged(long generation) {
        keys.learn(generation);
        periods.learn(generation);
        desk.run(() -> reprice(generation))
                .onFailure(failure -> LOG.warn("event=prices_not_read effect=tried_again_soon", failure));
    }

    /** The generation of the configuration that calls are decided by; below zero before the start. */
    public long generation() {
        return Math.min(keys.generation(), priced.get());
    }

    /** In case news was lost. */
    private void lookForNews() {
        long newest = node.store().generation();
        keys.learn(newest);
        periods.learn(newest);
        reprice(newest);
    }

    private Identity identity(KeyHolder holder, String remoteAddress) {
        GatewayError objection = admissions.rules().objection(holder, remoteAddress);
        return objection != null
                ? new Identity.Unknown(objection)
                : new Identity.Known(holder.caller(), holder.key().models());
    }

    private static <A> Function<Throwable, Future<A>> expected(Function<GatewayError, A> answer) {
        return failure -> failure instanceof GatewayException refusal
                ? Future.succeededFuture(answer.apply(refusal.error()))
                : Future.failedFuture(failure);
    }

    private void open() {
        // The files' prices are kept for good before anything is billed by them.
        if (!prices.isEmpty()) {
            node.store().prices().publish(prices);
        }
        lookForNews();
        Journal own = new Takeover(node, tenure, books, shipper).run();
        journal = own;
        keep(own);
        rounds.every(SWEEP, "lease", () -> tenure.renewIfDue(node.store().nodes()));
        rounds.every(SWEEP, "waiters", books.purses()::dismissLate);
        rounds.every(SWEEP, "purses", books.purses()::sweep);
        rounds.every(SWEEP, "doubts", doubts::sweep);
        rounds.every(NEWS, "news", this::lookForNews);
        rounds.every(NEWS, "house costs", houseCosts::write);
        rounds.every(SLOW_SWEEP, "limits", books.limiter()::sweep);
        if (clusterLimits != null) {
            clusterLimits.begin(rounds, books.meters());
        }
        rounds.every(SLOW_SWEEP, "calls", () -> settlements.sweep(settings.longestCall()));
        rounds.every(SLOW_SWEEP, "notices", readings::countNotices);
        jobs.join(rounds);
        rounds.everyIdle(settings.auditInterval(), "audit", this::audit);
    }

    /** The limits that nodes of a cluster share; null for a node that is alone. */
    @Nullable
    ClusterLimits clusterLimits() {
        return clusterLimits;
    }

    Limiter limiter() {
        return books.limiter();
    }

    private void keep(Journal own) {
        JournalKeeper keeper = new JournalKeeper(own, books.recorder(), shipper, books.open());
        rounds.every(SWEEP, "journal", keeper::sweep);
        rounds.every(SLOW_SWEEP, "checkpoint", keeper::note);
        rounds.every(NEWS, "journal size", readings::measureJournal);
        rounds.every(SLOW_SWEEP, "write-offs", readings::readWriteOffs);
    }

    /** One at a time: what was read first must not be set last. */
    private synchronized void reprice(long generation) {
        books.pricing().reload(node.clocks().instant());
        if (priced.get() < generation) {
            books.pricing().substitute(node.store().routing().all());
        }
        priced.accumulateAndGet(generation, Math::max);
    }

    private void close() {
        closed = true;
        rounds.stop();
        jobs.stop();
        settlements.endAll();
        shipper.close(PATIENCE_AT_STOP);
        books.purses().giveAllBack();
        doubts.sweep();
        Journal own = journal;
        if (own != null) {
            own.close();
        }
        // Last, as nothing of money hangs on it.
        houseCosts.close();
        tenure.end(node.store().nodes());
    }

    /** Checks what is new in the ledger; what is violated is logged and shown by a gauge. */
    void audit() {
        Ledger ledger = node.store().ledger();
        List<Finding> findings = new ArrayList<>(ledger.auditNew(ledger.terms(), AuditPace.besideCalls(() -> !closed)));
        findings.add(new Finding("I5", settlements.overdue(settings.longestCall())));
        books.meters().audited(findings);
    }

    /** Brings purses, limits and open calls up to date, as the rounds do; on a virtual thread only. */
    void sweep() {
        books.purses().dismissLate();
        books.purses().sweep();
        doubts.sweep();
        books.limiter().sweep();
        settlements.sweep(settings.longestCall());
        answers.sweep();
    }

    /** Prolongs the lease on what this node has drawn; on a virtual thread only. */
    void renew() {
        tenure.renew(node.store().nodes());
    }

    int backlog() {
        return shipper.backlog();
    }

    /** Calls that this node admitted and that have not ended. */
    public int openCalls() {
        return books.open().count();
    }
}
