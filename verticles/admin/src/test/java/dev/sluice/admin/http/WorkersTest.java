package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.GatewayException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void workRunsOnAVirtualThreadAndCompletesOnTheContext() {
        try (var workers = new Workers(1)) {
            var completedOn = new AtomicReference<@Nullable Context>();
            Future<Boolean> result =
                    workers.run(context, () -> Thread.currentThread().isVirtual());
            result.onComplete(done -> completedOn.set(Vertx.currentContext()));

            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> completedOn.get() != null);
            assertThat(result.result()).isTrue();
            assertThat(completedOn.get()).isSameAs(context);
        }
    }

    @Test
    void moreThanItsShareIsRefusedAndAPlaceComesFreeAgain() {
        try (var workers = new Workers(1)) {
            var release = new CountDownLatch(1);
            Future<Boolean> first = workers.run(context, () -> awaits(release));

            Future<Boolean> second = workers.run(context, () -> true);
            release.countDown();

            assertThat(second.cause())
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            e -> assertThat(e.error().status()).isEqualTo(503));
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(first::isComplete);
            Future<Boolean> third = workers.run(context, () -> true);
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(third::succeeded);
        }
    }

    @Test
    void afterClosingNothingIsTaken() {
        var workers = new Workers(1);
        workers.close();

        assertThat(workers.run(context, () -> true).failed()).isTrue();
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
