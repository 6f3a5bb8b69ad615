package dev.sluice.provider;

import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Verdict;
import dev.sluice.provider.passage.Complaint;

/** Is told of each refusal by an upstream, in its own words. */
@FunctionalInterface
interface Hearing {

    void refused(Attempt attempt, Verdict verdict, Complaint complaint);
}
