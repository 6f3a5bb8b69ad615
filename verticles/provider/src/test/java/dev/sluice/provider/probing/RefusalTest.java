package dev.sluice.provider.probing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.DisableOverrides;
import dev.sluice.model.catalog.DisableRules;
import dev.sluice.provider.passage.Complaint;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RefusalTest {
    private static final DisableRules RULES =
            new DisableRules(true, true, true, Set.of(451), List.of("Your Account Is Gone"), true);

    private static Refusal refusal(Verdict verdict, int status, String text) {
        return new Refusal(verdict, new Complaint(status, Bytes.utf8(text)));
    }

    @Test
    void keyAccountStatusAndWordsDisableAndNothingElse() {
        assertThat(refusal(Verdict.KEY_REFUSED, 401, "").disablesBy(RULES))
                .hasValueSatisfying(why -> assertThat(why).contains("refused the key"));
        assertThat(refusal(Verdict.OUT_OF_QUOTA, 402, "").disablesBy(RULES)).isPresent();
        assertThat(refusal(Verdict.REQUEST_AT_FAULT, 451, "").disablesBy(RULES))
                .hasValue("the upstream answered with status 451");
        assertThat(refusal(Verdict.FAILED, 500, "{\"m\":\"Sorry, your account is gone.\"}")
                        .disablesBy(RULES))
                .hasValue("the upstream said: Your Account Is Gone");
        assertThat(refusal(Verdict.FAILED, 500, "overloaded").disablesBy(RULES)).isEmpty();
        assertThat(refusal(Verdict.LIMITED, 429, "").disablesBy(RULES)).isEmpty();
    }

    @Test
    void aChannelMaySayOtherwise() {
        DisableRules milder = new DisableOverrides(null, false, null, null, List.of(), null).over(RULES);
        assertThat(refusal(Verdict.KEY_REFUSED, 401, "your account is gone").disablesBy(milder))
                .isEmpty();
        assertThat(refusal(Verdict.KEY_REFUSED, 451, "").disablesBy(milder)).isPresent();
        assertThat(milder.returns()).isTrue();

        assertThat(refusal(Verdict.KEY_REFUSED, 401, "").disablesBy(DisableRules.NONE))
                .isEmpty();
        DisableRules own = new DisableOverrides(true, null, null, null, null, null).over(DisableRules.NONE);
        assertThat(refusal(Verdict.KEY_REFUSED, 401, "").disablesBy(own)).isPresent();
    }
}
