package dev.sluice.provider.probing;

import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.DisableRules;
import dev.sluice.provider.passage.Complaint;
import java.util.Locale;
import java.util.Optional;

/** An upstream's refusal, as rules look at it. */
public record Refusal(Verdict verdict, Complaint complaint) {

    /** Why it disables by these rules, for people; empty if it does not. */
    public Optional<String> disablesBy(DisableRules rules) {
        if (!rules.active()) {
            return Optional.empty();
        }
        if (rules.invalidKey() && verdict == Verdict.KEY_REFUSED) {
            return Optional.of("the upstream refused the key");
        }
        if (rules.outOfQuota() && verdict == Verdict.OUT_OF_QUOTA) {
            return Optional.of("the account of the key has nothing left");
        }
        if (rules.statuses().contains(complaint.status())) {
            return Optional.of("the upstream answered with status " + complaint.status());
        }
        return wordOf(rules).map(word -> "the upstream said: " + word);
    }

    private Optional<String> wordOf(DisableRules rules) {
        if (rules.words().isEmpty()) {
            return Optional.empty();
        }
        String text = complaint.text().toLowerCase(Locale.ROOT);
        return rules.words().stream()
                .filter(word -> text.contains(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
