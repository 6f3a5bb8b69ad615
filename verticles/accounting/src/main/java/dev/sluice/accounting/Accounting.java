package dev.sluice.accounting;

import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.Forget;
import dev.sluice.model.call.Forgotten;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.Keep;
import dev.sluice.model.call.Recall;
import dev.sluice.model.call.Recalled;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.catalog.PriceBook;
import dev.sluice.store.Finding;
import dev.sluice.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
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
    private final PriceBook prices;
    private final Desk desk = new Desk();
    private final Rounds rounds = new Rounds(desk);
    private final KeyRing keys;
    private final Settler settler;
    private final Books books;
    private final Admissions admissions;
    private final Settlements settlements;
    private final AnswerKeeper answers;
    private @Nullable Future<Void> opened;
    private int users;
    private volatile boolean closed;

    public Accounting(AccountingNode node, AccountingSettings settings, PriceBook prices) {
        this(node, settings, prices, new LocalLimiter(node.clocks()));
    }

    /** With a limiter other than this node's own. */
    public Accounting(AccountingNode node, AccountingSettings settings, PriceBook prices, Limiter limiter) {
        Store store = node.store();
        AccountingMeters meters = new AccountingMeters(node.meters());
        this.node = node;
        this.settings = settings;
        this.prices = prices;
        this.keys = new KeyRing(store, desk, node.clocks(), settings.cachedKeys());
        this.settler = new Settler(node.nodeId(), store.ledger(), settings.settleQueue(), meters::unbookable);
        Teller teller = new Teller(node.nodeId(), store.ledger(), desk);
        this.books = new Books(
                node.clocks(),
                limiter,
                new Purses(teller, node.clocks(), settings.purseIdle()),
                new OpenCalls(settings.maxOpenCalls()),
                settler,
                meters);
        this.admissions = new Admissions(books, settings);
        this.settlements = new Settlements(books);
        this.answers = new AnswerKeeper(store.keptAnswers(), desk, node.clocks(), settings.keep());
        meters.gauge("sluice.settle.queue", "calls that wait to be written to the books", settler::backlog);
        meters.gauge("sluice.calls.open", "calls admitted and not settled", books.open()::count);
    }

    /**
     * Begins work, once for all who call it: gives back what an earlier life of this node had drawn, has the price book
     * kept for good, and starts the writer and the sweeps. Each caller calls {@link #leave} when it is done.
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
        return keys.find(request.credential())
                .compose(holder -> admissions.decide(request, holder))
                .recover(expected(error -> new Admission.Refused(error, List.of())));
    }

    /** A call has ended; decides what is billed. */
    public Settled settle(Settlement end) {
        return settlements.settle(end);
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

    private Future<String> owner(Identification asking) {
        return identify(asking).map(identity -> switch (identity) {
            case Identity.Known known -> known.caller().userId();
            case Identity.Unknown unknown -> throw new GatewayException(unknown.error());
        });
    }

    /** Keys and users have changed; they are asked for again before they are used. */
    public void catalogChanged(long generation) {
        keys.learn(generation);
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
        node.store().ledger().reclaim(node.nodeId());
        admissions.billBy(node.store().prices().remember(prices));
        keys.learn(node.store().generation());
        settler.start();
        rounds.every(SWEEP, "waiters", books.purses()::dismissLate);
        rounds.every(SWEEP, "purses", books.purses()::sweep);
        rounds.every(NEWS, "generation", () -> keys.learn(node.store().generation()));
        rounds.every(SLOW_SWEEP, "limits", books.limiter()::sweep);
        rounds.every(SLOW_SWEEP, "calls", () -> settlements.sweep(settings.longestCall()));
        rounds.every(SLOW_SWEEP, "kept answers", answers::sweep);
        rounds.every(settings.auditInterval(), "audit", this::audit);
    }

    private void close() {
        closed = true;
        rounds.stop();
        settlements.endAll();
        settler.close(PATIENCE_AT_STOP);
        books.purses().giveAllBack();
    }

    /** Checks the ledger's invariants; what is violated is logged and shown by a gauge. */
    void audit() {
        long violations = 0;
        for (Finding finding : node.store().ledger().audit()) {
            violations += finding.violations();
            if (!finding.holds()) {
                LOG.error(
                        "event=ledger_invariant_violated invariant={} violations={}",
                        finding.invariant(),
                        finding.violations());
            }
        }
        books.meters().audited(violations);
    }

    /** Brings purses, limits and open calls up to date, as the rounds do; on a virtual thread only. */
    void sweep() {
        books.purses().dismissLate();
        books.purses().sweep();
        books.limiter().sweep();
        settlements.sweep(settings.longestCall());
        answers.sweep();
    }

    int backlog() {
        return settler.backlog();
    }

    int openCalls() {
        return books.open().count();
    }
}
