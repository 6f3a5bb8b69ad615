package dev.sluice.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A request as a {@link FakeProvider} received it, and what became of its answer: the oracle for what a gateway says of
 * itself. The second half changes while the answer is under way; all of it may be read from any thread.
 */
public final class Received {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Head head;
    private final Bytes body;
    private final long arrivedNanos = System.nanoTime();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicInteger contentsSent = new AtomicInteger();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long goneNanos;
    private volatile boolean complete;
    private volatile boolean usageSent;

    Received(Head head, Bytes body) {
        this.head = head;
        this.body = body;
    }

    /** One header line, name and value as they came. */
    public record Header(String name, String value) {}

    record Head(String method, String target, List<Header> headers) {
        Head {
            headers = List.copyOf(headers);
        }
    }

    public String method() {
        return head.method();
    }

    /** Path and query. */
    public String target() {
        return head.target();
    }

    public List<Header> headers() {
        return head.headers();
    }

    /** The first header of this name, whatever its case. */
    public Optional<String> header(String name) {
        return headers().stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    public Bytes body() {
        return body;
    }

    /** The body as JSON; an empty body is a missing node. */
    public JsonNode json() {
        try {
            return JSON.readTree(body.utf8());
        } catch (JsonProcessingException e) {
            throw new AssertionError("the upstream was sent a body that is no JSON", e);
        }
    }

    public String model() {
        return json().path("model").asText();
    }

    /** {@link System#nanoTime()} when the whole request was there. */
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** Bytes of the answer that the system took so far; those in socket buffers are among them. */
    public long bytesSent() {
        return bytesSent.get();
    }

    /** Pieces of content that the system took so far, if the answer is an {@link Answer}; one if it is not streamed. */
    public int contentsSent() {
        return contentsSent.get();
    }

    /** Whether the system took the usage of an {@link Answer}. */
    public boolean isUsageSent() {
        return usageSent;
    }

    /** Whether the answer was written to its end. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether the client closed its connection before the answer was complete. */
    public boolean isClientGone() {
        return gone.getCount() == 0;
    }

    /**
     * Waits until the client closes its connection before the answer is complete.
     *
     * @return {@link System#nanoTime()} of that moment
     * @throws AssertionError if it does not happen in time
     */
    public long awaitClientGone(Duration deadline) {
        if (!await(gone, deadline)) {
            throw new AssertionError("the client still holds its connection after " + deadline);
        }
        return goneNanos;
    }

    /** Waits until the answer is complete, cut or given up; fails if that takes too long. */
    public void awaitOver(Duration deadline) {
        if (!await(over, deadline)) {
            throw new AssertionError("the answer is still under way after " + deadline);
        }
    }

    /** A pause that ends early when the client leaves. */
    boolean isGoneWithin(Duration pause) {
        return await(gone, pause);
    }

    void sent(int bytes) {
        bytesSent.addAndGet(bytes);
    }

    void sentContent() {
        contentsSent.incrementAndGet();
    }

    void sentUsage() {
        usageSent = true;
    }

    void completed() {
        complete = true;
    }

    void ended() {
        over.countDown();
    }

    void clientLeft() {
        if (!complete && over.getCount() > 0) {
            goneNanos = System.nanoTime();
            gone.countDown();
        }
    }

    private static boolean await(CountDownLatch latch, Duration deadline) {
        try {
            return latch.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    /** Method and target only: bodies may hold prompts, headers hold keys. */
    @Override
    public String toString() {
        return method() + " " + target();
    }
}
