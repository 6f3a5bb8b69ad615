package dev.sluice.router;

import dev.sluice.model.catalog.Catalog;
import dev.sluice.store.Accounts;
import dev.sluice.store.Announcements;
import dev.sluice.store.AuditLog;
import dev.sluice.store.Channels;
import dev.sluice.store.Explanations;
import dev.sluice.store.Jobs;
import dev.sluice.store.JournalRows;
import dev.sluice.store.KeptAnswers;
import dev.sluice.store.Keys;
import dev.sluice.store.Ledger;
import dev.sluice.store.Nodes;
import dev.sluice.store.Passkeys;
import dev.sluice.store.PasswordAttempts;
import dev.sluice.store.Prices;
import dev.sluice.store.Repeats;
import dev.sluice.store.Requests;
import dev.sluice.store.Revisions;
import dev.sluice.store.RoutingRules;
import dev.sluice.store.SecondFactors;
import dev.sluice.store.Sessions;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.Tokens;
import dev.sluice.store.UnbilledUses;
import dev.sluice.store.Upkeep;
import dev.sluice.store.UsageBooks;
import dev.sluice.store.Users;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that has a catalog and nothing else; it can be slow, behind, or away. */
final class FakeStore implements Store {
    final AtomicInteger catalogReads = new AtomicInteger();
    final AtomicInteger generationReads = new AtomicInteger();
    final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
    volatile boolean isAway;
    volatile boolean wasReadOnAnEventLoop;
    private volatile Catalog catalog = Catalog.EMPTY;

    void write(long generation, SampleChannel... channels) {
        catalog = new Catalog(
                generation,
                List.of(channels).stream().map(SampleChannel::channel).toList());
    }

    @Override
    public long generation() {
        generationReads.incrementAndGet();
        answer();
        return catalog.generation();
    }

    @Override
    public Catalog catalog() {
        catalogReads.incrementAndGet();
        answer();
        return catalog;
    }

    @Override
    public KeptAnswers keptAnswers() {
        throw new UnsupportedOperationException();
    }

    private void answer() {
        wasReadOnAnEventLoop |= !Thread.currentThread().isVirtual();
        gate.acquireUninterruptibly();
        gate.release();
        if (isAway) {
            throw new StoreUnavailable("away", new IllegalStateException("away"));
        }
    }

    @Override
    public Keys keys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Sessions sessions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SecondFactors secondFactors() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PasswordAttempts passwordAttempts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Passkeys passkeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Repeats repeats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Announcements announcements() {
        throw new UnsupportedOperationException();
    }

    @Override
    public AuditLog auditLog() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Revisions revisions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Explanations explanations() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RoutingRules routing() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Jobs jobs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Channels channels() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Users users() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Ledger ledger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Accounts accounts() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Nodes nodes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public UnbilledUses unbilled() {
        throw new UnsupportedOperationException();
    }

    @Override
    public UsageBooks usage() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Upkeep upkeep() {
        throw new UnsupportedOperationException();
    }

    @Override
    public JournalRows journalRows() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Requests requests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tokens tokens() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Prices prices() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
