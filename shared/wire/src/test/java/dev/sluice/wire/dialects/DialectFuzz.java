package dev.sluice.wire.dialects;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Looks for bytes that one dialect's readers cannot stand, led by the code that they reach.
 *
 * <p>Without {@code JAZZER_FUZZ=1} only the seeds run: all samples of all dialects, and what was found before.
 */
abstract class DialectFuzz {
    private final AnyBytes read;

    DialectFuzz(Dialect dialect) {
        this.read = new AnyBytes(dialect);
    }

    static Stream<byte[]> requestSeeds() {
        return seeds("requests");
    }

    static Stream<byte[]> responseSeeds() {
        return seeds("responses");
    }

    static Stream<byte[]> streamSeeds() {
        return Samples.all("streams", "").stream()
                .filter(Samples.Sample::isStream)
                .map(sample -> sample.bytes().copy());
    }

    private static Stream<byte[]> seeds(String kind) {
        return Samples.all(kind, ".json").stream().map(sample -> sample.bytes().copy());
    }

    @MethodSource("requestSeeds")
    @FuzzTest(maxDuration = "60s")
    void requests(byte[] body) {
        read.asRequest(Bytes.of(body));
    }

    @MethodSource("responseSeeds")
    @FuzzTest(maxDuration = "60s")
    void responses(byte[] body) {
        read.asResponse(Bytes.of(body));
    }

    @MethodSource("streamSeeds")
    @FuzzTest(maxDuration = "60s")
    void streams(byte[] body) {
        read.asStream(Bytes.of(body));
    }

    @MethodSource("responseSeeds")
    @FuzzTest(maxDuration = "60s")
    void errors(byte[] body) {
        read.asError(Bytes.of(body));
    }
}
