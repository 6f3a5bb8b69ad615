package dev.sluice.accounting;

import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceVersion;
import dev.sluice.store.Page;
import dev.sluice.store.Prices;
import dev.sluice.store.Replay;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Price books in memory. */
final class MemoryPrices implements Prices {
    private final TreeMap<Integer, PriceBook> books = new TreeMap<>();
    private final AtomicLong ids = new AtomicLong();

    @Override
    public synchronized PriceBook publish(PriceChange change) {
        PriceBook last = newest();
        PriceBook next = last.with(change, Math.max(last.version() + 1, change.version()));
        if (next == last) {
            return last;
        }
        PriceBook numbered = new PriceBook(
                next.version(),
                next.rules().stream()
                        .map(rule -> rule.id() == 0 ? rule.numbered(ids.incrementAndGet()) : rule)
                        .toList(),
                next.groups());
        books.put(numbered.version(), numbered);
        return numbered;
    }

    /** As a version that cannot be gone and is. */
    synchronized void lose(int version) {
        books.remove(version);
    }

    private PriceBook newest() {
        return books.isEmpty() ? PriceBook.EMPTY : books.lastEntry().getValue();
    }

    @Override
    public synchronized PriceBook preview(PriceChange change) {
        return newest().with(change, newest().version() + 1);
    }

    @Override
    public synchronized Optional<PriceBook> book(int version) {
        return Optional.ofNullable(books.get(version));
    }

    @Override
    public synchronized int versionAt(Instant at) {
        return newest().version();
    }

    @Override
    public synchronized Optional<PriceRule> find(long ruleId) {
        return books.values().stream()
                .flatMap(book -> book.rules().stream())
                .filter(rule -> rule.id() == ruleId)
                .findFirst();
    }

    @Override
    public Page<PriceVersion> versions(@Nullable String after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Replay replay(PriceBook book, Instant from, Instant until) {
        throw new UnsupportedOperationException();
    }
}
