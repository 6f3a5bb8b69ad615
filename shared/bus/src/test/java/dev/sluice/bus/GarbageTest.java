package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.GatewayError;
import dev.sluice.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** N2: what a member of the cluster sends that is no frame, or a broken one, crashes nobody. */
class GarbageTest {
    private static final int CASES = 20_000;
    private static final int MESSAGES = 1_000;
    private static final Question<CallId, CallId> ECHO =
            new Question<>("echo.back", CallId.class, CallId.class, Duration.ofSeconds(5));
    private static final StreamDoor<CallId, CallId, AnswerEvent> TALK = new StreamDoor<>(
            "echo.talk", CallId.class, CallId.class, AnswerEvent.class, Duration.ofSeconds(5), 100, event -> 1);
    private static final News<CallId> NEWS = new News<>("echo.heard", CallId.class);
    private static final List<Frame> FRAMES = List.of(
            new Frame.Ask(ECHO.address(), 1, "bus.rogue.1", new CallId("a")),
            new Frame.Answer(1, new CallId("a")),
            new Frame.Failure(1, GatewayError.of(GatewayError.Kind.BUG, "x")),
            new Frame.Open(TALK.address(), 1, "bus.rogue.1", "m", 5, new CallId("a")),
            new Frame.Accepted(1, "bus.rogue.1", "m"),
            new Frame.Head(1, new CallId("a")),
            new Frame.Data(1, 0, List.of(new AnswerEvent.Said(Bytes.utf8("a"), 1, 1)), true),
            new Frame.Credit("bus.rogue.1", 1, 5),
            new Frame.Cancel("bus.rogue.1", 1),
            new Frame.Tell(new CallId("a")),
            new Frame.Presence(
                    "m",
                    "n",
                    "1",
                    7,
                    true,
                    List.of("echo"),
                    Map.of("echo.back", List.of("bus.n.1")),
                    List.of("bus.n.1")),
            new Frame.Beat(1));

    private final long seed = Long.getLong("sluice.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final FrameCodec codec = new FrameCodec();

    @Test
    void whateverTheBytesAreTheCodecMakesAFrameOfThem() {
        int unreadable = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = garbage();
            Frame frame = codec.decodeFromWire(0, Buffer.buffer(bytes));
            assertThat(frame).as("seed %s case %s", seed, i).isNotNull();
            unreadable += frame instanceof Frame.Unreadable ? 1 : 0;
        }
        assertThat(unreadable).as("seed %s", seed).isBetween(CASES / 4, CASES - 1);
    }

    @Test
    void whatIsTooDeepTooLongOrTooMuchIsUnreadable() {
        for (String json : List.of(
                "[".repeat(100_000),
                "{\"type\":\"Tell\",\"body\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                "{\"type\":\"Answer\",\"id\":" + "9".repeat(50_000) + "}",
                "{\"" + "n".repeat(100_000) + "\":1}",
                "{\"type\":\"Data\",\"id\":1,\"seq\":0,\"events\":[null],\"last\":false}",
                "{\"type\":\"Ask\",\"id\":1}",
                "{\"type\":\"Failure\",\"id\":1,\"error\":{}}",
                "{\"type\":\"Presence\",\"member\":\"m\",\"node\":\"n\",\"version\":\"\",\"offices\":{\"a\":[null]}}",
                "null",
                "")) {
            assertThat(codec.decodeFromWire(0, framed(json.getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(Frame.Unreadable.class);
        }
    }

    @Test
    void consumersLiveOnAfterGarbageOfAMember() {
        int port = FreePorts.one();
        Peer server = Peer.start("server", Peer.settings(port, List.of(port), null));
        Queue<Throwable> crashes = new ConcurrentLinkedQueue<>();
        Office office = server.office();
        office.context().exceptionHandler(crashes::add);
        office.get(bus -> bus.answer(ECHO, Future::succeededFuture));
        office.get(bus -> bus.hear(NEWS, news -> {}));
        office.get(bus -> bus.serve(TALK, (question, out) -> Future.succeededFuture(question)));
        List<String> doors = List.of("bus.server.1", "bus.presence", NEWS.address());
        Vertx rogue = Cluster.join(new VertxOptions(), Peer.settings(FreePorts.one(), List.of(port), null))
                .await();
        rogue.eventBus().registerCodec(new Garbler());

        for (int i = 0; i < MESSAGES; i++) {
            for (String door : doors) {
                rogue.eventBus().send(door, garbage(), new DeliveryOptions().setCodecName(FrameCodec.NAME));
            }
            rogue.eventBus().send(doors.getFirst(), "a text");
        }
        // By the same way and behind all of it, so that it has all come when this has.
        rogue.eventBus()
                .send(
                        doors.getFirst(),
                        encoded(new Frame.Ask(ECHO.address(), 99, "bus.nobody.1", new CallId("last"))),
                        new DeliveryOptions().setCodecName(FrameCodec.NAME));
        Peer friend = Peer.start("friend", Peer.settings(FreePorts.one(), List.of(port), null));
        friend.awaitServed(ECHO.address());
        Office asker = friend.office();

        assertThat(asker.<CallId>get(bus -> bus.ask(ECHO, new CallId("still there"))))
                .isEqualTo(new CallId("still there"));
        assertThat(asker.<CallId>get(
                        bus -> bus.open(TALK, new CallId("here too")).opened()))
                .isEqualTo(new CallId("here too"));
        boolean passed = crashes.isEmpty();
        System.out.printf(
                "N2 crashed_consumers %d of_%d_messages %s seed=%d%n",
                crashes.size(), MESSAGES * 4, passed ? "pass" : "fail", seed);
        assertThat(crashes).as("seed %s", seed).isEmpty();
        friend.stop();
        rogue.close().await();
        server.stop();
    }

    /** Random bytes, or a frame of which something was cut, doubled or changed. */
    private byte[] garbage() {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = encoded(FRAMES.get(random.nextInt(FRAMES.size())));
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 6; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "\"{}[]:,0n".charAt(random.nextInt(9));
                case 2 -> bytes = relabelled(bytes);
                default -> bytes = Arrays.copyOf(bytes, at + 1);
            }
        }
        return bytes;
    }

    /** The same JSON with another component's name, or another type's, and a right length. */
    private byte[] relabelled(byte[] bytes) {
        List<String> names = List.of(
                "id", "from", "body", "events", "address", "error", "offices", "lines", "type", "Tell", "Ask", "Open");
        String json = new String(bytes, 5, Math.max(0, bytes.length - 5), StandardCharsets.UTF_8);
        String changed = json.replace(
                "\"" + names.get(random.nextInt(names.size())) + "\"",
                "\"" + names.get(random.nextInt(names.size())) + "\"");
        return framed(changed.getBytes(StandardCharsets.UTF_8)).getBytes();
    }

    private byte[] encoded(Frame frame) {
        Buffer buffer = Buffer.buffer();
        codec.encodeToWire(buffer, frame);
        return buffer.getBytes();
    }

    private static Buffer framed(byte[] json) {
        return Buffer.buffer()
                .appendByte(FrameCodec.VERSION)
                .appendInt(json.length)
                .appendBytes(json);
    }

    /** Writes bytes as they are under the name of the real codec. */
    private static final class Garbler implements MessageCodec<byte[], byte[]> {
        @Override
        public void encodeToWire(Buffer buffer, byte[] bytes) {
            buffer.appendBytes(bytes);
        }

        @Override
        public byte[] decodeFromWire(int position, Buffer buffer) {
            return buffer.getBytes(position, buffer.length());
        }

        @Override
        public byte[] transform(byte[] bytes) {
            return bytes;
        }

        @Override
        public String name() {
            return FrameCodec.NAME;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
