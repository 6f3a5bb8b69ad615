package dev.sluice.store;

/** What is true of the books after every commit. */
enum Invariant {
    I1("all balances together come to nothing, so what was debited was credited"),
    I2("a balance is the sum of its entries, and what is held is the sum of open slices"),
    I3("nobody has less than nothing but who may"),
    I4("each request has exactly one terminal entry, settle or void, and each terminal entry its request"),
    I5("what was not admitted costs nothing, and no slice is open of a node that is long gone"),
    I6("each cost is the price of its usage, computed again, and is what was booked"),
    I7("no usage is negative or absurd"),
    I8("the books have all of a journal that they are marked to have, and nothing beyond"),
    I9("each credit has an external id, and no two the same"),
    I10("no entry was changed or deleted since it was sealed"),
    I11("no slice is spent beyond what was granted, and all that is open is held"),
    I12("what calls cost the platform agrees with the providers' own reports"),
    I13("the audit log has all that was written to it, and nothing else");

    private final String meaning;

    Invariant(String meaning) {
        this.meaning = meaning;
    }

    Finding violated(long times) {
        return new Finding(name(), times, meaning);
    }
}
