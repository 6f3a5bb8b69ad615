package dev.sluice.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void everyPairOfBytesIsJudgedAsTheJdkDoes() {
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                agrees(new byte[] {(byte) a, (byte) b});
            }
        }
    }

    @Test
    void longerSequencesAreJudgedAsTheJdkDoes() {
        Random random = new Random(3);
        int[] leads = {0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xC0, 0xC1, 0x80, 0xFF};
        for (int round = 0; round < 40_000; round++) {
            byte[] bytes = new byte[3 + random.nextInt(3)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt(256) : 0x80 + random.nextInt(64));
            }
            bytes[0] = (byte) leads[random.nextInt(leads.length)];
            agrees(bytes);
        }
    }

    @Test
    void thePlaceOfTheFirstMalformedByteIsFoundAnywhere() {
        for (int length = 1; length < 100; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = new byte[length + 4];
                Arrays.fill(bytes, (byte) 'a');
                bytes[2 + at] = (byte) 0xC0;

                assertThat(Utf8.firstMalformed(bytes, 2, 2 + length)).isEqualTo(2 + at);
                assertThat(Utf8.firstMalformed(bytes, 2, 2 + at)).isEqualTo(-1);
            }
        }
    }

    @Test
    void aSequenceCutByTheEndIsMalformed() {
        byte[] bytes = "ab\ud83d\ude00".getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.firstMalformed(bytes, 0, bytes.length)).isEqualTo(-1);
        assertThat(Utf8.firstMalformed(bytes, 0, bytes.length - 1)).isEqualTo(2);
    }

    private static void agrees(byte[] bytes) {
        boolean wellFormed = Utf8.firstMalformed(bytes, 0, bytes.length) < 0;
        if (wellFormed != isUtf8(bytes)) {
            Assertions.fail(Arrays.toString(bytes) + " was taken to be " + (wellFormed ? "UTF-8" : "malformed"));
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
