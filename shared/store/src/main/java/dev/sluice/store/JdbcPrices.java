package dev.sluice.store;

import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@link Prices} over JDBC. */
final class JdbcPrices implements Prices {
    private static final String SELECT = "SELECT version, model, input_per_million, cache_read_per_million,"
            + " cache_write_per_million, output_per_million, reasoning_per_million, per_request FROM price_book";
    private static final String INSERT = "INSERT INTO price_book (version, model, input_per_million,"
            + " cache_read_per_million, cache_write_per_million, output_per_million, reasoning_per_million, per_request)"
            + " VALUES (:version, :model, :input, :cacheRead, :cacheWrite, :output, :reasoning, :request)";

    private final Database database;

    JdbcPrices(Database database) {
        this.database = database;
    }

    @Override
    public PriceBook remember(PriceBook book) {
        if (book.prices().isEmpty()) {
            return book;
        }
        return database.writeOnce(h -> {
            PriceBook numbered = numbered(h, book);
            if (read(h, numbered.version()).isEmpty()) {
                insert(h, numbered);
            }
            return numbered;
        });
    }

    /** The book under a version that is free or has the same prices. */
    private static PriceBook numbered(Handle handle, PriceBook book) {
        PriceBook given = under(book.version(), book);
        Map<String, Price> kept = read(handle, book.version());
        if (kept.isEmpty() || kept.equals(given.prices())) {
            return given;
        }
        int newest = newest(handle);
        PriceBook asNewest = under(newest, book);
        return read(handle, newest).equals(asNewest.prices()) ? asNewest : under(Math.addExact(newest, 1), book);
    }

    private static PriceBook under(int version, PriceBook book) {
        Map<String, Price> prices = new HashMap<>();
        book.prices().forEach((model, p) -> prices.put(model, under(version, model, p)));
        return new PriceBook(version, prices);
    }

    private static Price under(int version, String model, Price p) {
        return new Price(
                model,
                version,
                p.inputPerMillion(),
                p.cacheReadPerMillion(),
                p.cacheWritePerMillion(),
                p.outputPerMillion(),
                p.reasoningPerMillion(),
                p.perRequest());
    }

    private static int newest(Handle handle) {
        return handle.createQuery("SELECT MAX(version) FROM price_book")
                .mapTo(Integer.class)
                .one();
    }

    private static void insert(Handle handle, PriceBook book) {
        try (PreparedBatch batch = handle.prepareBatch(INSERT)) {
            for (Price p : book.prices().values()) {
                batch.bind("version", book.version())
                        .bind("model", p.model())
                        .bind("input", p.inputPerMillion())
                        .bind("cacheRead", p.cacheReadPerMillion())
                        .bind("cacheWrite", p.cacheWritePerMillion())
                        .bind("output", p.outputPerMillion())
                        .bind("reasoning", p.reasoningPerMillion())
                        .bind("request", p.perRequest())
                        .add();
            }
            batch.execute();
        }
    }

    @Override
    public Optional<Price> find(int version, String model) {
        return database.read(h -> h.createQuery(SELECT + " WHERE version = :version AND model = :model")
                .bind("version", version)
                .bind("model", model)
                .map((rs, ctx) -> price(rs))
                .findOne());
    }

    /** All prices of a version by model; none if there is no such version. */
    private static Map<String, Price> read(Handle handle, int version) {
        Map<String, Price> prices = new HashMap<>();
        handle.createQuery(SELECT + " WHERE version = :version")
                .bind("version", version)
                .map((rs, ctx) -> price(rs))
                .forEach(price -> prices.put(price.model(), price));
        return prices;
    }

    /** All prices there ever were, by version and model. */
    static Map<Integer, Map<String, Price>> readAll(Handle handle) {
        Map<Integer, Map<String, Price>> books = new HashMap<>();
        handle.createQuery(SELECT)
                .map((rs, ctx) -> price(rs))
                .forEach(price -> books.computeIfAbsent(price.version(), version -> new HashMap<>())
                        .put(price.model(), price));
        return books;
    }

    private static Price price(ResultSet rs) throws SQLException {
        return new Price(
                rs.getString("model"),
                rs.getInt("version"),
                rs.getLong("input_per_million"),
                rs.getLong("cache_read_per_million"),
                rs.getLong("cache_write_per_million"),
                rs.getLong("output_per_million"),
                rs.getLong("reasoning_per_million"),
                rs.getLong("per_request"));
    }
}
