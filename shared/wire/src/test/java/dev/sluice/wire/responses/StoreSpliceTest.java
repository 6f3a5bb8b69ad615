package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.dialects.Samples;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreSpliceTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\",\"input\":\"x\"} | m | {\"model\":\"m\",\"input\":\"x\",\"store\":false}",
                "{\"model\":\"m\",\"input\":\"x\" } | up | {\"model\":\"up\",\"input\":\"x\" ,\"store\":false}",
                "{\"store\": true, \"model\":\"m\",\"input\":\"x\"} | up | {\"store\": false, \"model\":\"up\",\"input\":\"x\"}",
                "{\"model\":\"m\",\"store\":null,\"input\":\"x\"} | m | {\"model\":\"m\",\"store\":false,\"input\":\"x\"}",
                "{\"model\":\"m\",\"input\":\"x\",\"store\":false} | m | {\"model\":\"m\",\"input\":\"x\",\"store\":false}"
            },
            delimiter = '|')
    void theUpstreamIsToldToKeepNothing(String body, String model, String sent) {
        Bytes written = ResponsesCodec.INSTANCE.writeRequest(
                Samples.call(Dialect.RESPONSES, Bytes.utf8(body)), new Addressee(model, Set.of()));

        assertThat(written.utf8()).isEqualTo(sent);
    }
}
