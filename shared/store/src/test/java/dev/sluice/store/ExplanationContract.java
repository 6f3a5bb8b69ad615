package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.Explanation.Considered;
import dev.sluice.model.call.Explanation.Part;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.call.UpstreamLimit.Kind;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How calls went is kept for a while, in bounded room. */
interface ExplanationContract extends Stage {

    private static Explanation explanation(String callId, long arrivedAt, int skipped) {
        List<Considered> candidates = IntStream.rangeClosed(0, skipped)
                .mapToObj(i -> i == 0
                        ? new Considered("ch_0", "main", "gpt-up", "other", 1.5, 100L, Part.CHOSEN, "its turn")
                        : new Considered(
                                "ch_" + i, null, null, null, null, null, Part.SKIPPED, "rests ".repeat(40) + i))
                .toList();
        return new Explanation(
                callId,
                "r-" + callId,
                "n1",
                "u1",
                arrivedAt,
                "gpt",
                "openai",
                "chat",
                CallEnd.COMPLETED,
                200,
                null,
                new Explanation.Admitting(
                        10, 20, List.of(new Explanation.Left(Scope.KEY, Dimension.REQUESTS, 60, 59, 1000))),
                new Explanation.Routing(31, 5, Strategy.LOWEST_COST, "rule", candidates),
                List.of(
                        new Explanation.Tried(
                                "ch_9",
                                "first",
                                "gpt-up",
                                40,
                                null,
                                50,
                                Verdict.LIMITED,
                                429,
                                "rate_limit_exceeded",
                                false,
                                List.of(new Explanation.Said(Kind.TOKENS, 1000, 0, 500)),
                                "key-2",
                                new Explanation.Unbilled(40, 0, 123L)),
                        new Explanation.Tried(
                                "ch_0",
                                "main",
                                "gpt-up",
                                95,
                                30L,
                                70,
                                Verdict.OK,
                                200,
                                null,
                                true,
                                List.of(),
                                "main",
                                null)),
                new Explanation.Answering(125, 170, 12),
                900L,
                new Explanation.OwnTime(20, 5, 9, 900, 934),
                new Explanation.Copy(
                        "ch_7",
                        "trial",
                        "gpt-up",
                        "main",
                        Explanation.CopyState.COMPLETED,
                        200,
                        null,
                        50L,
                        80,
                        new Explanation.Unbilled(40, 7, null)));
    }

    private void keep(Explanation... some) {
        store().explanations().keep(List.of(some));
    }

    private int drop(Duration kept, int most) {
        store().jobs().take("n1");
        return store().upkeep().dropExplanations("n1", kept, most);
    }

    @Test
    default void anExplanationComesBackAsItWasAndIsKeptOnce() {
        Explanation one = explanation("c1", 1000, 3);
        keep(one, explanation("c2", 2000, 0));

        keep(explanation("c1", 9999, 0), explanation("c3", 3000, 0), explanation("c3", 3000, 0));
        keep();

        assertThat(store().explanations().find("c1")).contains(one);
        assertThat(store().explanations().find("c3")).contains(explanation("c3", 3000, 0));
        assertThat(store().explanations().find("c4")).isEmpty();
    }

    @Test
    default void ofOneThatIsTooLongOnlyTheFirstCandidatesAreKept() {
        Explanation much = explanation("c1", 1000, 200);

        keep(much);

        Explanation kept = store().explanations().find("c1").orElseThrow();
        assertThat(Json.text(much).length()).isGreaterThan(Explanations.LONGEST);
        assertThat(Json.text(kept).length()).isLessThanOrEqualTo(Explanations.LONGEST);
        List<Considered> candidates = Objects.requireNonNull(kept.routing()).candidates();
        assertThat(candidates)
                .isNotEmpty()
                .isEqualTo(Objects.requireNonNull(much.routing()).candidates().subList(0, candidates.size()));
        assertThat(kept.attempts()).isEqualTo(much.attempts());
    }

    @Test
    default void theOldestGoByNumberAndByAge() {
        long now = System.currentTimeMillis();
        long old = now - Duration.ofDays(2).toMillis();
        keep(explanation("a", now, 0), explanation("b", old, 0), explanation("c", old, 0), explanation("d", now, 0));

        assertThat(drop(Duration.ZERO, 4)).isZero();
        assertThat(drop(Duration.ZERO, 3)).isEqualTo(1);
        assertThat(store().explanations().find("a")).isEmpty();
        assertThat(drop(Duration.ofDays(3), 3)).isZero();
        assertThat(drop(Duration.ofDays(1), 3)).isEqualTo(2);
        assertThat(store().explanations().find("c")).isEmpty();
        assertThat(store().explanations().find("d")).isPresent();
        assertThat(drop(Duration.ofDays(1), 3)).isZero();
    }

    @Test
    default void aNodeWhoseTurnItIsNotDeletesNothing() {
        keep(explanation("a", 0, 0));
        store().jobs().take("n2");

        assertThat(store().upkeep().dropExplanations("n1", Duration.ofDays(1), 1))
                .isZero();
        assertThat(store().explanations().find("a")).isPresent();
    }
}
