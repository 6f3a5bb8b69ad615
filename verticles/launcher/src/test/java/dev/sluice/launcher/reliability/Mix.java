package dev.sluice.launcher.reliability;

import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.Ask;
import dev.sluice.testkit.load.Plan;
import dev.sluice.testkit.load.Tongue;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * A mix of calls that is the same for the same seed: streamed or not, in two dialects, of several payers, with and without
 * usage reported, and three in ten of their callers leave.
 *
 * @param prefix of all request ids
 */
record Mix(long seed, String prefix, List<String> keys) implements IntFunction<Ask> {
    static final String MODEL = "gpt-4o-mini";
    private static final int MOST_TOKENS = 200;

    @Override
    public Ask apply(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        int words = 4 + random.nextInt(12);
        boolean streamed = random.nextInt(10) < 7;
        int leavesAfter = random.nextInt(10) < 3 ? 1 + random.nextInt(words) : 0;
        return new Ask(
                random.nextInt(4) == 0 ? Tongue.ANTHROPIC : Tongue.OPENAI,
                keys.get(random.nextInt(keys.size())),
                MODEL,
                streamed,
                MOST_TOKENS,
                leavesAfter,
                new Plan(
                        prefix + number,
                        words,
                        5 + random.nextInt(30),
                        20 + random.nextInt(400),
                        words + random.nextInt(50),
                        random.nextInt(5) == 0 ? UsageLie.MISSING : UsageLie.HONEST));
    }
}
