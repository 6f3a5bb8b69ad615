package dev.sluice.model.call;

import java.util.List;

/** How far the answers have come that were passed on since the last report; each in a line of its own. */
public record ProgressReport(List<CallProgress> calls) {
    public ProgressReport {
        calls = List.copyOf(calls);
    }
}
