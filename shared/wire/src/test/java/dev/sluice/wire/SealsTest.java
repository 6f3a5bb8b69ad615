package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Seal;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealsTest {
    private static final Seal SEAL = new Seal(Dialect.RESPONSES, "gAAAAA\nwith a line", "rs_1");

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aSealComesBackThroughAnyDialect(Dialect through) {
        String written = Seals.write(SEAL, through);

        Seals.Carried read = Seals.read(written, through, through == Dialect.RESPONSES ? "rs_1" : null);

        assertThat(read).isEqualTo(new Seals.Carried(SEAL, false));
    }

    @Test
    void aSealAtHomeIsItsOwnValue() {
        assertThat(Seals.write(new Seal(Dialect.ANTHROPIC, "EqQB"), Dialect.ANTHROPIC))
                .isEqualTo("EqQB");
        assertThat(Seals.write(new Seal(Dialect.ANTHROPIC, "EqQB"), Dialect.BEDROCK))
                .isEqualTo("EqQB");
        assertThat(Seals.read("EqQB", Dialect.BEDROCK, null).seal().origin()).isEqualTo(Dialect.ANTHROPIC);
    }

    @Test
    void aForeignSealIsBase64AndSaysWhatItBelongsTo() {
        String written = Seals.writeForNext(SEAL);

        assertThat(Base64.getDecoder().decode(written)).isNotEmpty();
        assertThat(Seals.read(written, Dialect.ANTHROPIC, null)).isEqualTo(new Seals.Carried(SEAL, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "c2x1aWNlMQ", "c2x1aWNlMQo", "c2x1aWNlMQpub2JvZHkKCgp2", "c2x1aWNlMQ!!", "c2x1aWNlMTIzNDU2"})
    void whatOnlyLooksWrappedIsAForeignSignatureLikeAnyOther(String odd) {
        assertThat(Seals.read(odd, Dialect.GEMINI, null))
                .isEqualTo(new Seals.Carried(new Seal(Dialect.GEMINI, odd), false));
    }
}
