package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.chat.UsageSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, UPSTREAM, reported_usage",
        "COMPLETED, LOCAL, counted_usage",
        "COMPLETED, REPLACED, replaced_usage",
        "COMPLETED, NONE, nothing_free",
        "CALLER_LEFT_EARLY, NONE, nothing_before_content",
        "CALLER_LEFT_EARLY, UPSTREAM, reported_usage",
        "CALLER_LEFT, LOCAL, produced_until_end",
        "CALLER_LEFT, UPSTREAM, reported_usage",
        "UPSTREAM_REFUSED, NONE, nothing_without_answer",
        "UPSTREAM_BROKE, UPSTREAM, reported_usage",
        "UPSTREAM_BROKE, NONE, nothing_for_broken_answer",
        "CALLER_LEFT, NONE, nothing_reported",
        "CALLER_LEFT, WAIVED, nothing_by_setting",
        "CALLER_LEFT_EARLY, WAIVED, nothing_by_setting",
        "UPSTREAM_BROKE, WAIVED, nothing_by_setting",
        "UPSTREAM_BROKE, LOCAL, produced_until_end",
        "REFUSED, NONE, nothing_refused"
    })
    void theRuleFollowsFromTheEndAndWhoCounted(CallEnd end, UsageSource source, String word) {
        assertThat(EndPolicy.of(end, source).word()).isEqualTo(word);
    }

    @Test
    void everyCombinationHasARule() {
        for (CallEnd end : CallEnd.values()) {
            for (UsageSource source : UsageSource.values()) {
                assertThat(EndPolicy.of(end, source)).isNotNull();
            }
        }
    }
}
