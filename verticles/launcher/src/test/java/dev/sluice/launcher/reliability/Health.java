package dev.sluice.launcher.reliability;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Asks nodes for their readiness five times a second, as a load balancer does. */
final class Health implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int EVERY_MILLIS = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("health").factory());
    private final List<Integer> ports;
    private final AtomicIntegerArray ready;

    /** Asks at these ports from now on. */
    Health(List<Integer> managementPorts) {
        this.ports = managementPorts;
        this.ready = new AtomicIntegerArray(ports.size());
        for (int place = 0; place < ports.size(); place++) {
            look(place);
        }
        var ignored = clock.scheduleWithFixedDelay(this::lookAround, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether the node of this place said lately that it is ready. */
    boolean isReady(int place) {
        return ready.get(place) == 200;
    }

    private void lookAround() {
        for (int place = 0; place < ports.size(); place++) {
            look(place);
        }
    }

    private void look(int place) {
        ready.set(place, status(ports.get(place)));
    }

    private int status(int port) {
        try {
            HttpRequest question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                    .timeout(PATIENCE)
                    .build();
            return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException away) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        http.close();
    }
}
