package dev.sluice.store;

/** Prints what a test found out, in the form that all such figures have. */
final class Figures {
    private Figures() {}

    static void print(String name, long value, String unit, boolean passed) {
        System.out.println(name + " " + value + " " + unit + " " + (passed ? "pass" : "fail"));
    }
}
