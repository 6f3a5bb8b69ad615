package dev.sluice.accounting;

/** What admissions and settlements of this node have in common. Every part is thread safe. */
record Books(Clocks clocks, Limiter limiter, Purses purses, OpenCalls open, Journal journal, AccountingMeters meters) {}
