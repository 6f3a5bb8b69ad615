package dev.sluice.provider.counting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountingDeskTest {
    private final Vertx vertx = Vertx.vertx();
    private final CountingDesk desk = new CountingDesk(vertx);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void nobodyCountsForThoseWhoHaveLeftWhileTheyWaited() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        AtomicBoolean gone = new AtomicBoolean();
        AtomicBoolean counted = new AtomicBoolean();
        occupy(free);

        Future<Boolean> waiting = desk.count(
                () -> {
                    counted.set(true);
                    return true;
                },
                () -> !gone.get());
        gone.set(true);
        free.countDown();

        Throwable cause = waiting.map(done -> new Throwable())
                .otherwise(refused -> refused)
                .await(10, TimeUnit.SECONDS);
        assertThat(cause).isInstanceOf(GatewayException.class);
        assertThat(counted).isFalse();
    }

    private void occupy(CountDownLatch free) {
        for (int thread = 0; thread < 2; thread++) {
            Future<Boolean> ignored = desk.count(() -> free.await(10, TimeUnit.SECONDS));
        }
    }
}
