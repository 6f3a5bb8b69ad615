package dev.sluice.accounting;

import static dev.sluice.model.chat.UsageSource.LOCAL;
import static dev.sluice.model.chat.UsageSource.NONE;
import static dev.sluice.model.chat.UsageSource.REPLACED;
import static dev.sluice.model.chat.UsageSource.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.accounting.EndRules.Billed;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TallyTest {
    private static final Usage REPORT = new Usage(10, 5, 0, 20, 2);
    private static final long PROMPT = 40;
    private static final long CAP = 60;

    private static Settlement end(CallEnd end, @Nullable Usage reported, boolean suspect, long produced) {
        return new Settlement(new CallId("c"), end, null, null, null, 200, null, reported, suspect, produced, 1, 1, 1);
    }

    private static Tally tally(Settlement end) {
        return Tally.of(end, PROMPT, CAP, EndRules.DEFAULT);
    }

    private static Tally reported(Usage usage) {
        return tally(end(CallEnd.COMPLETED, usage, false, 9));
    }

    /** The whole policy: who counted, by how it ended and what the upstream said (nothing, a report, nonsense). */
    @ParameterizedTest
    @CsvSource({
        "COMPLETED,         LOCAL, UPSTREAM, REPLACED",
        "CALLER_LEFT_EARLY, NONE,  UPSTREAM, NONE",
        "CALLER_LEFT,       LOCAL, UPSTREAM, REPLACED",
        "UPSTREAM_REFUSED,  NONE,  NONE,     NONE",
        "UPSTREAM_BROKE,    NONE,  UPSTREAM, NONE",
        "REFUSED,           NONE,  NONE,     NONE",
    })
    void everyEndHasItsPolicy(CallEnd end, UsageSource silent, UsageSource report, UsageSource nonsense) {
        assertThat(tally(end(end, null, false, 9))).isEqualTo(expected(silent));
        assertThat(tally(end(end, REPORT, false, 9))).isEqualTo(expected(report));
        assertThat(tally(end(end, null, true, 9))).isEqualTo(expected(nonsense));
    }

    @Test
    void ofRanksThatNobodyCountedTheSearchesAreKnownAllTheSame() {
        Tally silent = tally(end(CallEnd.COMPLETED, null, false, 0)).searching(101);

        assertThat(silent.usage().rare().units()).isEqualTo(Map.of("search_unit", 2L));
        assertThat(silent.usage().input()).isEqualTo(PROMPT);
        assertThat(reported(REPORT).searching(101).usage()).isEqualTo(REPORT);
        assertThat(Tally.NOTHING.searching(101)).isEqualTo(Tally.NOTHING);
    }

    private static Tally expected(UsageSource source) {
        return switch (source) {
            case UPSTREAM -> new Tally(REPORT, UPSTREAM);
            case LOCAL, REPLACED -> new Tally(new Usage(PROMPT, 0, 0, 9, 0), source);
            case NONE -> new Tally(Usage.NONE, NONE);
            case WAIVED -> throw new IllegalArgumentException("not by default");
        };
    }

    /** What an operator may set, for an answer that broke off: without a report, with one, and with nonsense. */
    @ParameterizedTest
    @CsvSource({
        "CALLER_LEFT_EARLY, NOTHING,  NONE,   WAIVED,   NONE",
        "CALLER_LEFT_EARLY, REPORTED, NONE,   UPSTREAM, NONE",
        "CALLER_LEFT,       NOTHING,  WAIVED, WAIVED,   WAIVED",
        "CALLER_LEFT,       REPORTED, NONE,   UPSTREAM, NONE",
        "CALLER_LEFT,       PRODUCED, LOCAL,  UPSTREAM, REPLACED",
        "UPSTREAM_BROKE,    NOTHING,  NONE,   WAIVED,   NONE",
        "UPSTREAM_BROKE,    REPORTED, NONE,   UPSTREAM, NONE",
        "UPSTREAM_BROKE,    PRODUCED, LOCAL,  UPSTREAM, REPLACED",
    })
    void theOperatorDecidesWhatABrokenOffAnswerCosts(
            CallEnd end, Billed rule, UsageSource silent, UsageSource report, UsageSource nonsense) {
        Billed early = rule == Billed.PRODUCED ? Billed.REPORTED : rule;
        EndRules rules = new EndRules(early, rule, rule);

        assertThat(Tally.of(end(end, null, false, 9), PROMPT, CAP, rules).source())
                .isEqualTo(silent);
        assertThat(Tally.of(end(end, REPORT, false, 9), PROMPT, CAP, rules).source())
                .isEqualTo(report);
        assertThat(Tally.of(end(end, null, true, 9), PROMPT, CAP, rules).source())
                .isEqualTo(nonsense);
    }

    @ParameterizedTest
    @EnumSource(
            value = CallEnd.class,
            names = {"COMPLETED", "UPSTREAM_REFUSED", "REFUSED"})
    void noSettingTouchesTheOtherEnds(CallEnd end) {
        EndRules lenient = new EndRules(Billed.NOTHING, Billed.NOTHING, Billed.NOTHING);
        EndRules strict = new EndRules(Billed.REPORTED, Billed.PRODUCED, Billed.PRODUCED);

        assertThat(Tally.of(end(end, REPORT, false, 9), PROMPT, CAP, lenient))
                .isEqualTo(Tally.of(end(end, REPORT, false, 9), PROMPT, CAP, strict));
    }

    @Test
    void whatIsWaivedKeepsItsUsage() {
        EndRules lenient = new EndRules(Billed.NOTHING, Billed.NOTHING, Billed.NOTHING);
        Tally waived = Tally.of(end(CallEnd.CALLER_LEFT, REPORT, false, 9), PROMPT, CAP, lenient);

        assertThat(waived).isEqualTo(new Tally(REPORT, UsageSource.WAIVED));
        assertThat(waived.isBilled()).isFalse();
    }

    @Test
    void anExplicitZeroStaysZero() {
        assertThat(reported(Usage.NONE)).isEqualTo(new Tally(Usage.NONE, UPSTREAM));
    }

    @Test
    void theLocalCountIsCappedByWhatTheAnswerMayHave() {
        assertThat(tally(end(CallEnd.CALLER_LEFT, null, false, 1_000)))
                .isEqualTo(new Tally(new Usage(PROMPT, 0, 0, CAP, 0), LOCAL));
        assertThat(tally(end(CallEnd.CALLER_LEFT, null, false, -5)))
                .isEqualTo(new Tally(new Usage(PROMPT, 0, 0, 0, 0), LOCAL));
    }

    @Test
    void whatATokenizerCountedGoesBeforeTheRoughCountAndAfterAReport() {
        Usage counted = new Usage(41, 0, 0, 11, 0);

        assertThat(tally(counted(null, false, counted))).isEqualTo(new Tally(counted, LOCAL));
        assertThat(tally(counted(null, true, counted))).isEqualTo(new Tally(counted, REPLACED));
        assertThat(tally(counted(REPORT, false, counted))).isEqualTo(new Tally(REPORT, UPSTREAM));
        assertThat(tally(counted(null, false, new Usage(Tally.ABSURD + 1, 0, 0, 1, 0))))
                .isEqualTo(new Tally(new Usage(PROMPT, 0, 0, 9, 0), LOCAL));
    }

    private static Settlement counted(@Nullable Usage reported, boolean suspect, Usage counted) {
        return new Settlement(
                new CallId("c"),
                CallEnd.COMPLETED,
                null,
                null,
                null,
                null,
                200,
                null,
                reported,
                counted,
                suspect,
                9,
                1,
                1,
                1,
                0);
    }

    @Test
    void anAbsurdReportIsReplaced() {
        long absurd = Tally.ABSURD + 1;
        List<Usage> reports = List.of(
                new Usage(absurd, 0, 0, 1, 0),
                new Usage(1, absurd, 0, 1, 0),
                new Usage(1, 0, absurd, 1, 0),
                new Usage(1, 0, 0, absurd, 0),
                new Usage(1, 0, 0, 0, absurd),
                new Usage(1, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE));

        assertThat(reports)
                .allSatisfy(usage -> assertThat(reported(usage).source()).isEqualTo(REPLACED));
    }

    @Test
    void anAbsurdReportOfWhatFewCallsUseIsReplaced() {
        long absurd = Tally.ABSURD + 1;
        RareUsage none = RareUsage.NONE;
        Map<String, Long> many = new HashMap<>();
        for (int i = 0; i < 33; i++) {
            many.put("tool/" + i, 1L);
        }
        List<RareUsage> reports = List.of(
                RareUsage.ofTokens(absurd, 0, 0, 0, 0),
                RareUsage.ofTokens(0, absurd, 0, 0, 0),
                RareUsage.ofTokens(0, 0, absurd, 0, 0),
                RareUsage.ofTokens(0, 0, 0, absurd, 0),
                RareUsage.ofTokens(0, 0, 0, 0, absurd),
                none.withUnits(Map.of("image", 1_001L)),
                none.withUnits(Map.of("tool/web_search", Long.MAX_VALUE)),
                none.withUnits(Map.of("millisecond", 86_400_001L)),
                none.withUnits(Map.of("x".repeat(101), 1L)),
                none.withUnits(many),
                none.withTier("t".repeat(33)));

        assertThat(reports)
                .allSatisfy(rare -> assertThat(
                                reported(new Usage(1, 0, 0, 1, 0).with(rare)).source())
                        .isEqualTo(REPLACED));
        RareUsage much = none.withUnits(Map.of("image", 1_000L, "millisecond", 86_400_000L))
                .withTier("flex");
        assertThat(reported(new Usage(1, 0, 0, 1, 0).with(much)).source()).isEqualTo(UPSTREAM);
    }

    @Test
    void moreOutputThanAnyModelWritesIsBelievedOnlyUpToTwiceTheCap() {
        Usage longest = new Usage(1, 0, 0, Tally.LONG_ANSWER, 0);
        Usage longer = new Usage(1, 0, 0, Tally.LONG_ANSWER, 1);

        assertThat(reported(longest).source()).isEqualTo(UPSTREAM);
        assertThat(reported(longer).source()).isEqualTo(REPLACED);
        assertThat(Tally.of(end(CallEnd.COMPLETED, longer, false, 9), PROMPT, Tally.LONG_ANSWER, EndRules.DEFAULT)
                        .source())
                .isEqualTo(UPSTREAM);
    }
}
