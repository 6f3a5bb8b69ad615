package dev.sluice.accounting;

import dev.sluice.accounting.limits.Limiter;

/** What admissions and settlements of this node have in common. Every part is thread safe. */
record Books(
        Clocks clocks,
        Pricing pricing,
        Limiter limiter,
        Purses purses,
        OpenCalls open,
        Recorder recorder,
        AccountingMeters meters,
        EndRules rules) {}
