package dev.sluice.wire.dialects;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.model.Bytes;
import dev.sluice.wire.AwsFrames;
import dev.sluice.wire.Frames;
import dev.sluice.wire.SseFrames;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import dev.sluice.wire.text.JsonSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of framings and of JSON for any bytes. */
class TextFuzzTest {
    private static final JsonCursor.Bounds BOUNDS = new JsonCursor.Bounds(64, 20_000, 64);

    static Stream<byte[]> texts() {
        return DialectFuzz.responseSeeds();
    }

    static Stream<byte[]> streams() {
        return DialectFuzz.streamSeeds();
    }

    /** What the strict cursor takes, the lenient one takes too, and the tree reads. */
    @MethodSource("texts")
    @FuzzTest(maxDuration = "60s")
    void json(byte[] text) {
        Patience.within(() -> {
            boolean strict = isRead(JsonCursor.strict(text, 0, text.length, BOUNDS));
            boolean lenient = isRead(JsonCursor.lenient().over(text, 0, text.length));
            if (strict && !lenient) {
                throw new AssertionError("the lenient cursor refuses what the strict one takes");
            }
            JsonTree.parse(Bytes.of(text)).ifPresent(node -> {
                if (!JsonTree.node(JsonTree.raw(node)).equals(node)) {
                    throw new AssertionError("a carried value is another one");
                }
                if (node.isObject()) {
                    Doc.ofUpstream(JsonTree.write(node)).members();
                }
            });
        });
    }

    private static boolean isRead(JsonCursor cursor) {
        try {
            Token token = cursor.next();
            while (token != Token.END) {
                if (token == Token.STRING && cursor.text().length() > cursor.stop() - cursor.start()) {
                    throw new AssertionError("a text longer than it is written");
                }
                token = cursor.next();
            }
            return true;
        } catch (JsonSyntaxException refused) {
            return false;
        }
    }

    @MethodSource("streams")
    @FuzzTest(maxDuration = "60s")
    void awsFrames(byte[] stream) {
        Patience.within(() -> compare(stream, new AwsFrames(), new AwsFrames()));
    }

    @MethodSource("streams")
    @FuzzTest(maxDuration = "60s")
    void sseFrames(byte[] stream) {
        Patience.within(() -> compare(stream, new SseFrames(), new SseFrames()));
    }

    /** Bytes cut anywhere give the same frames. */
    private static void compare(byte[] stream, Frames whole, Frames cut) {
        Bytes bytes = Bytes.of(stream);
        int at = stream.length == 0 ? 0 : Math.floorMod(bytes.hashCode(), stream.length);
        List<String> expected = frames(whole, List.of(bytes));
        List<String> actual = frames(cut, List.of(bytes.slice(0, at), bytes.slice(at, stream.length)));
        if (!actual.equals(expected)) {
            throw new AssertionError("cut at " + at + ", the frames are others");
        }
    }

    private static List<String> frames(Frames frames, List<Bytes> pieces) {
        List<String> all = new ArrayList<>();
        for (Bytes piece : pieces) {
            frames.feed(Bytes.of(piece.copy()));
            take(frames, all);
        }
        frames.finish();
        take(frames, all);
        all.add(String.valueOf(frames.complaint()));
        return all;
    }

    private static void take(Frames frames, List<String> to) {
        for (var frame = frames.next(); frame != null; frame = frames.next()) {
            to.add(frame.name()
                    + frame.failed()
                    + frame.data().hashCode()
                    + frame.whole().hashCode());
        }
    }
}
