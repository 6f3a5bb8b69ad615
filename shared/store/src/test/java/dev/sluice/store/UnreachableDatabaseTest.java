package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node sees that starts before its database, or with a wrong address. */
class UnreachableDatabaseTest {
    private static final Duration SOON = Duration.ofSeconds(12);

    private static StoreSettings at(String scheme, int port) {
        String url = "jdbc:" + scheme + "://127.0.0.1:" + port + "/books?password=pa55word";
        return new StoreSettings(url, "sluice", new Secret("pa55word"), 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb", "mysql"})
    void nobodyListeningIsSaidAtOnce(String scheme) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> Store.open(at(scheme, port), Samples.VAULT))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("127.0.0.1:" + port + "/books")
                .hasMessageNotContaining("pa55word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb"})
    void aServerThatNeverAnswersIsNotWaitedForLong(String scheme) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();

            assertThatThrownBy(() -> Store.open(at(scheme, silent.getLocalPort()), Samples.VAULT))
                    .isInstanceOf(StoreUnavailable.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.example:5432/books?user=u&password=p, postgresql://db.example:5432/books",
        "jdbc:mysql://u:p@db.example/books, mysql://db.example/books",
        "jdbc:sqlite:/var/lib/sluice.db, sqlite:/var/lib/sluice.db"
    })
    void aPlaceHasNoCredentials(String url, String place) {
        assertThat(Pools.place(url)).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:oracle:thin:@x", "postgresql://x/y", ""})
    void anAddressOfAnotherKindIsRefused(String url) {
        assertThatThrownBy(() -> Store.open(new StoreSettings(url, null, null, 2), Samples.VAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jdbc:sqlite:");
    }
}
