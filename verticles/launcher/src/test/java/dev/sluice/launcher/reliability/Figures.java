package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** The figures of one test: each is printed as {@code NAME value unit pass|fail}, and all must pass in the end. */
final class Figures {
    private final String name;
    private final long seed;
    private final List<String> failed = new ArrayList<>();

    private Figures(String name, long seed) {
        this.name = name;
        this.seed = seed;
    }

    /** Prints the seed, with which the same run can be asked for again. */
    static Figures of(String name, long seed) {
        System.out.printf("# %s seed %d%n", name, seed);
        return new Figures(name, seed);
    }

    /** Something that must not happen. */
    Figures zero(String unit, long value) {
        return atMost(unit, value, 0);
    }

    Figures atMost(String unit, long value, long most) {
        return verdict(unit, value, value <= most, value <= most);
    }

    Figures atLeast(String unit, long value, long least) {
        return verdict(unit, value, value >= least, value >= least);
    }

    /**
     * A time that depends on the machine: judged in print by what is wanted, but the test fails only beyond what no healthy
     * process needs on the busiest machine.
     */
    Figures time(String unit, long value, long wanted, long hopeless) {
        return verdict(unit, value, value <= wanted, value <= hopeless);
    }

    /** A share that depends on the machine: the more the better, and judged as {@link #time}. */
    Figures share(String unit, long value, long wanted, long hopeless) {
        return verdict(unit, value, value >= wanted, value >= hopeless);
    }

    /** Something to know that is neither good nor bad. */
    Figures told(String unit, long value) {
        System.out.printf("# %s %d %s%n", name, value, unit);
        return this;
    }

    private Figures verdict(String unit, long value, boolean passed, boolean bearable) {
        String line = "%s %d %s %s".formatted(name, value, unit, passed ? "pass" : "fail");
        System.out.println(line);
        if (!bearable) {
            failed.add(line);
        }
        return this;
    }

    void assertAllPassed() {
        assertThat(failed).as("seed %d", seed).isEmpty();
    }
}
