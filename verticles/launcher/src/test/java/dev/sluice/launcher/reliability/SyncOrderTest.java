package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the wrong order is noticed: logs as strace writes them. */
class SyncOrderTest {
    private static final String HOLD =
            "12 100.000100 pwrite64(45</d/journal/1.log>, \"\\1K4ORDER-00000001-REDRO4K\\3\", 90, 0) = 90 <0.000010>\n";
    private static final String HOLD_SYNC = "12 100.000200 fdatasync(45</d/journal/1.log>) = 0 <0.000100>\n";
    private static final String HEAD =
            "13 100.000400 write(50<socket:[7]>, \"HTTP/1.1 200 OK\\r\\nx-request-id: K4ORDER-00000001-REDRO4K\\r\\n\", 40) = 40 <0.000010>\n";
    private static final String END =
            "12 100.000500 pwrite64(45</d/journal/1.log>, \"\\3K4ORDER-00000001-REDRO4K\\7\", 90, 90) = 90 <0.000010>\n";
    private static final String END_SYNC_BEGINS = "12 100.000600 fdatasync(45</d/journal/1.log> <unfinished ...>\n";
    private static final String END_SYNC_ENDS = "12 100.000900 <... fdatasync resumed>) = 0 <0.000300>\n";
    private static final String LAST_WORD =
            "13 100.001000 write(50<socket:[7]>, \"data: [DONE]\\n\\n\", 14) = 14 <0.000010>\n";
    private static final String HASTY_LAST_WORD =
            "13 100.000800 write(50<socket:[7]>, \"data: [DONE]\\n\\n\", 14) = 14 <0.000010>\n";

    @TempDir
    private Path folder;

    @Test
    void theRightOrderPasses() throws IOException {
        SyncOrder order = order(HOLD + HOLD_SYNC + HEAD + END + END_SYNC_BEGINS + END_SYNC_ENDS + LAST_WORD);

        assertThat(order.answered()).containsExactly("K4ORDER-00000001-REDRO4K");
        assertThat(order.bytesBeforeHold()).isZero();
        assertThat(order.lastWordsBeforeEnd()).isZero();
    }

    @Test
    void aLastWordWhileTheSyncIsStillRunningIsNoticed() throws IOException {
        SyncOrder order = order(HOLD + HOLD_SYNC + HEAD + END + END_SYNC_BEGINS + HASTY_LAST_WORD + END_SYNC_ENDS);

        assertThat(order.bytesBeforeHold()).isZero();
        assertThat(order.lastWordsBeforeEnd()).isEqualTo(1);
    }

    @Test
    void anEndThatIsNeverWrittenIsNoticed() throws IOException {
        assertThat(order(HOLD + HOLD_SYNC + HEAD + LAST_WORD).lastWordsBeforeEnd())
                .isEqualTo(1);
    }

    @Test
    void aSyncThatBeganBeforeTheRecordWasWrittenDoesNotCount() throws IOException {
        SyncOrder order = order(HOLD_SYNC.replace("100.000200", "100.000050")
                + HOLD
                + HEAD
                + END
                + END_SYNC_BEGINS
                + END_SYNC_ENDS
                + LAST_WORD);

        assertThat(order.bytesBeforeHold()).isEqualTo(1);
    }

    @Test
    void aSyncThatFailedDoesNotCount() throws IOException {
        SyncOrder order = order(HOLD
                + HOLD_SYNC.replace("= 0", "= -1 EIO (Input/output error)")
                + HEAD
                + END
                + END_SYNC_BEGINS
                + END_SYNC_ENDS
                + LAST_WORD);

        assertThat(order.bytesBeforeHold()).isEqualTo(1);
    }

    @Test
    void idsAreFoundUnderAnyMaskOfAWord() {
        byte[] plain = ("....." + OrderId.of(4711) + "..").getBytes(StandardCharsets.US_ASCII);
        byte[] masked = plain.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) (0x9C + 37 * (i % 8));
        }

        assertThat(OrderId.allIn(plain)).containsExactly(OrderId.of(4711));
        assertThat(OrderId.allIn(masked)).containsExactly(OrderId.of(4711));
    }

    @Test
    void bytesAreReadAsStracePrintsThem() {
        SystemCalls.Call call = new SystemCalls.Call("write", "5</d>, \"a\\0\\n\\377\\\"\\\\1\\0011\", 8", 0, 0, 8);

        assertThat(call.written()).containsExactly('a', 0, '\n', 0xFF, '"', '\\', '1', 1, '1');
    }

    private SyncOrder order(String log) throws IOException {
        Path file = Files.writeString(folder.resolve("calls.txt"), log);
        return new SyncOrder(SystemCalls.read(file), "/journal/");
    }
}
