package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.journal.SimulatedDisk.Deed;
import dev.sluice.journal.SimulatedDisk.PowerLoss;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever a crash leaves of what was not forced, what was told durable is there, or the journal says that it is not. */
class PowerLossTest {
    private static final long ONE = Long.getLong("k3.seed", -1);
    private static final long FROM = ONE < 0 ? 0 : ONE;
    private static final long TO = ONE < 0 ? Long.getLong("k3.seeds", 100_000) : ONE + 1;

    /** What became of a seed. */
    private enum Outcome {
        WHOLE,
        REPORTED,
        WRONG
    }

    @Test
    void noCrashLosesARecordThatWasToldDurable() {
        List<Long> lost = new ArrayList<>();
        long crashes = 0;
        for (long seed = FROM; seed < TO; seed++) {
            Outcome outcome = crashes(seed);
            crashes++;
            if (outcome != Outcome.WHOLE) {
                lost.add(seed);
            }
        }
        report("lost_records", lost, crashes + " seeds");
    }

    @Test
    void noBitThatTurnsGoesUnnoticed() {
        List<Long> undetected = new ArrayList<>();
        long reported = 0;
        long harmless = 0;
        for (long seed = FROM; seed < TO; seed++) {
            switch (flips(seed)) {
                case WHOLE -> harmless++;
                case REPORTED -> reported++;
                case WRONG -> undetected.add(seed);
            }
        }
        report("undetected", undetected, reported + " reported, " + harmless + " harmless");
        if (ONE < 0) {
            assertThat(reported).isPositive();
            assertThat(harmless).isPositive();
        }
    }

    private static void report(String what, List<Long> seeds, String tried) {
        System.out.println(
                "K3 " + seeds.size() + " " + what + (seeds.isEmpty() ? " pass" : " fail") + " (" + tried + ")");
        assertThat(seeds).as("seeds to replay with -Dk3.seed=").isEmpty();
    }

    /** Several lives, each ended by the power or by a kill; some on a disk that fails now and then. */
    private static Outcome crashes(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SimulatedDisk disk = new SimulatedDisk(random);
        Life life = new Life(disk, random, Life.TINY);
        int lives = random.nextInt(1, 4);
        for (int i = 0; i < lives; i++) {
            disk.failPowerAfter(random.nextInt(60));
            if (random.nextInt(4) == 0) {
                disk.set((deed, file) -> failNowAndThen(random, deed));
            }
            Outcome outcome = live(life, random.nextInt(1, 12));
            if (outcome != Outcome.WHOLE) {
                return outcome;
            }
            disk.set((deed, file) -> {});
            end(disk, random);
        }
        return live(life, 0);
    }

    private static void failNowAndThen(RandomGenerator random, Deed deed) throws IOException {
        if (random.nextInt(12) == 0) {
            throw new IOException("EIO at " + deed);
        }
    }

    private static void end(SimulatedDisk disk, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            disk.restartProcess();
        } else {
            disk.restart();
        }
    }

    private static Outcome live(Life life, int turns) {
        try {
            life.work(life.open(), turns);
            return Outcome.WHOLE;
        } catch (PowerLoss e) {
            return Outcome.WHOLE;
        } catch (JournalCorrupt e) {
            return ONE < 0 ? Outcome.REPORTED : show(e, Outcome.REPORTED);
        } catch (IOException e) {
            return Outcome.WHOLE;
        } catch (AssertionError e) {
            return ONE < 0 ? Outcome.WRONG : show(e, Outcome.WRONG);
        }
    }

    private static Outcome show(Throwable reason, Outcome outcome) {
        reason.printStackTrace(System.out);
        return outcome;
    }

    /** A life, a crash, and up to three bits that turned by the time the node comes back. */
    private static Outcome flips(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SimulatedDisk disk = new SimulatedDisk(random);
        Life life = new Life(disk, random, Life.TINY);
        disk.failPowerAfter(random.nextInt(20, 80));
        Outcome outcome = live(life, random.nextInt(1, 12));
        disk.restart();
        List<String> files = disk.seenNames();
        if (outcome != Outcome.WHOLE || files.isEmpty()) {
            return outcome;
        }
        String file = files.get(random.nextInt(files.size()));
        byte[] bytes = disk.bytes(file);
        for (int flips = random.nextInt(3); flips >= 0 && bytes.length > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        disk.put(file, bytes);
        return live(life, 0);
    }
}
