package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it appends leaves every record that it was told is durable. */
class KillTest {
    private static final JournalSettings SETTINGS = new JournalSettings(1 << 16, 1 << 26, 512, 1 << 20, Duration.ZERO);

    @TempDir
    private Path temp;

    /** What is killed: appends without end and prints what it was told. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            Journal journal = Journal.open(Path.of(arguments[0]), SETTINGS, 0);
            long appended = journal.durable();
            AtomicLong told = new AtomicLong(journal.durable());
            while (true) {
                while (appended - told.get() > 1000) {
                    Thread.onSpinWait();
                }
                appended++;
                String text = "record " + appended;
                journal.append(text.getBytes(StandardCharsets.UTF_8), new Waiter() {
                    @Override
                    public void durable() {
                        System.out.println(told.incrementAndGet());
                    }

                    @Override
                    public void failed(IOException cause) {
                        throw new IllegalStateException(cause);
                    }
                });
            }
        }
    }

    @Test
    void nothingThatWasToldDurableIsLost() throws Exception {
        long durable = 0;
        for (int life = 0; life < 3; life++) {
            durable = Math.max(durable, appendUntilKilled(durable + 3000));
            AtomicLong read = new AtomicLong();
            try (Journal journal = Journal.open(temp.resolve("journal"), SETTINGS, 0)) {
                journal.replay((sequence, payload) -> {
                    assertThat(sequence).isEqualTo(read.incrementAndGet());
                    assertThat(StandardCharsets.UTF_8.decode(payload).toString())
                            .isEqualTo("record " + sequence);
                });
            }

            assertThat(read.get()).isGreaterThanOrEqualTo(durable);
        }
    }

    private long appendUntilKilled(long goal) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        temp.resolve("journal").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long told = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told = Long.parseLong(line);
                if (told == goal) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        return told;
    }
}
