package dev.sluice.router;

import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.ModelsListed;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's {@link Router} up to date with the database and with what upstreams list. One for each node. Thread
 * safe; the work is done on a virtual thread, by one at a time however many ask for it.
 */
public final class CatalogFeed {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogFeed.class);
    private static final Executor VIRTUAL_THREADS = Thread::startVirtualThread;

    private final Store store;
    private final Router router;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean storeIsAway;

    public CatalogFeed(Store store, Router router) {
        this.store = store;
        this.router = router;
    }

    /** Completes once the router has a catalog; fails with {@link StoreUnavailable} if there is none to be had. */
    CompletableFuture<Void> first() {
        return CompletableFuture.runAsync(this::loadFirst, VIRTUAL_THREADS);
    }

    /** Takes the news that the catalog changed. */
    void hear(CatalogChanged news) {
        if (news.generation() > router.generation()) {
            check();
        }
    }

    /** Takes the news of what an upstream lists. */
    void hear(ModelsListed news) {
        if (router.hear(news)) {
            check();
        }
    }

    /** Looks soon whether anything is newer than what the router has. What is asked meanwhile is done in one go. */
    void check() {
        asked.incrementAndGet();
        wake();
    }

    private void wake() {
        if (busy.compareAndSet(false, true)) {
            VIRTUAL_THREADS.execute(this::work);
        }
    }

    private void work() {
        long seen = asked.get();
        try {
            router.applyListings();
            loadIfNewer();
        } finally {
            busy.set(false);
        }
        if (asked.get() != seen) {
            wake();
        }
    }

    private synchronized void loadFirst() {
        if (router.generation() < 0) {
            router.adopt(store.catalog());
            price();
        }
    }

    /** Prices are read only where somebody asks for them, and begin without a new generation if they were scheduled. */
    private void price() {
        if (router.needsPrices()) {
            int version = store.prices().versionAt(router.wall());
            if (version != router.priceVersion()) {
                store.prices().book(version).ifPresent(router::price);
            }
        }
    }

    private void loadIfNewer() {
        try {
            if (store.generation() > router.generation()) {
                router.adopt(store.catalog());
            }
            price();
            storeIsAway = false;
        } catch (StoreUnavailable e) {
            if (!storeIsAway) {
                LOG.warn("catalog not read, routing goes on by the last one: generation={}", router.generation(), e);
            }
            storeIsAway = true;
        }
    }
}
