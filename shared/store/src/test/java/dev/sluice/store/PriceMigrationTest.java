package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.Circumstances;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books that were kept as whole copies become rules, and bill as they did. */
class PriceMigrationTest {
    private static final String BOOKS =
            "INSERT INTO price_book (version, model, input_per_million, cache_read_per_million,"
                    + " cache_write_per_million, output_per_million, reasoning_per_million, per_request) VALUES"
                    + " (7, 'm', 2500000000, 3, 1250000001, 10000000000, 0, 5), (7, 'gone', 1, 1, 1, 1, 1, 0),"
                    + " (9, 'm', 9223372036854775807, 0, 0, 0, 0, 0)";

    @TempDir
    Path folder;

    private static NanoDollars cost(PriceBook book, String model, Usage usage) {
        return book.sale(new Occasion(model, null, null, "default", 0))
                .orElseThrow()
                .terms()
                .of(usage, Circumstances.at(0));
    }

    @Test
    void oldBooksKeepTheirVersionsAndPrices() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("old.db");
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration")
                .placeholders(SqlDialect.SQLITE.columnTypes())
                .target("3")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(BOOKS);
        }

        try (Store store = Store.open(new StoreSettings(url, null, null, 2), Samples.VAULT)) {
            PriceBook first = store.prices().book(7).orElseThrow();
            PriceBook second = store.prices().book(9).orElseThrow();

            assertThat(cost(first, "m", new Usage(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000)))
                    .isEqualTo(new NanoDollars(2_500_000_000L + 3 + 1_250_000_001 + 10_000_000_000L + 5));
            assertThat(cost(first, "gone", new Usage(1, 0, 0, 0, 0))).isEqualTo(new NanoDollars(1));
            assertThat(second.rules()).hasSize(1);
            assertThat(second.rules().getFirst().terms().base().own()).containsValue(Long.MAX_VALUE);
            assertThat(store.prices().publish(Samples.BOOK).version()).isEqualTo(10);
            assertThat(store.prices().book(9).orElseThrow().rules()).isEqualTo(second.rules());
        }
    }
}
