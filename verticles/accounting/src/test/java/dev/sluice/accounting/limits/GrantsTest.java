package dev.sluice.accounting.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Lease.Part;
import dev.sluice.model.call.LeaseRequest;
import dev.sluice.model.call.LeaseRequest.Draw;
import dev.sluice.model.call.LeaseRequest.Need;
import dev.sluice.model.catalog.KeyLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GrantsTest {
    private static final KeyLimits TEN = new KeyLimits(10L, null, null);

    private final Owners owners = new Owners("a", 0, () -> 1_000);
    private final Grants grants = new Grants(owners, () -> 1_000);
    private long sequence;

    private List<Part> answer(Need... needs) {
        return grants.answer(new LeaseRequest("b", 1, ++sequence, List.of(needs)))
                .parts();
    }

    private static Need need(String scope, long requests, long owed) {
        return new Need(scope, "id", TEN, new Draw(requests, requests, 0, owed, 0, 0, 0), null, null);
    }

    private static long granted(Part part) {
        return part.requests() == null ? 0 : part.requests().amount();
    }

    @Test
    void whatNodesOfOtherVersionsLeaveOutOrInventGetsNothingAndHarmsNobodyElse() {
        List<Part> parts = answer(need("PLANET", 1, 0), without(), need("KEY", 1, 0));

        assertThat(parts.getFirst()).isEqualTo(Part.NOT_MINE);
        assertThat(parts.get(1)).isEqualTo(Part.NOT_MINE);
        assertThat(granted(parts.getLast())).isEqualTo(1);
    }

    @SuppressWarnings("NullAway") // as JSON without these fields is read
    private static Need without() {
        return new Need("KEY", null, null, null, null, null);
    }

    @Test
    void askingForLessThanNothingGivesNothing() {
        answer(need("KEY", 10, 0));

        assertThat(granted(answer(need("KEY", -5, -100)).getFirst())).isZero();
        assertThat(granted(answer(need("KEY", 1, 0)).getFirst())).isZero();
    }

    @Test
    void aQuestionThatComesTwiceIsAnsweredOnce() {
        LeaseRequest question = new LeaseRequest("b", 1, 7, List.of(need("KEY", 4, 0)));

        long first = granted(grants.answer(question).parts().getFirst());
        long second = granted(grants.answer(question).parts().getFirst());

        assertThat(first).isEqualTo(4);
        assertThat(second).isZero();
    }
}
