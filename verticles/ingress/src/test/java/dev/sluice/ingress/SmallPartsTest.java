package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Span;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SmallPartsTest {

    @ParameterizedTest
    @CsvSource({"17,17ms", "999,999ms", "1000,1s", "1001,2s", "59000,59s", "60000,1m0s", "361000,6m1s", "-5,0ms"})
    void durationsAreWrittenAsOpenAiWritesThem(long millis, String written) {
        assertThat(LimitHeaders.written(Duration.ofMillis(millis))).isEqualTo(written);
    }

    @Test
    void retryAfterIsWholeSecondsRoundedUpAndNeverZero() {
        assertThat(Reply.seconds(Duration.ZERO)).isEqualTo("1");
        assertThat(Reply.seconds(Duration.ofMillis(1_001))).isEqualTo("2");
        assertThat(Reply.seconds(Duration.ofSeconds(60))).isEqualTo("60");
    }

    @Test
    void callIdsAre128BitsAndNeverTheSame() {
        CallIds one = new CallIds("node");
        CallIds restarted = new CallIds("node");
        Set<String> seen = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            seen.add(one.next().value());
            seen.add(restarted.next().value());
        }

        assertThat(seen).hasSize(2_000).allMatch(id -> id.matches("[0-9a-f]{32}"));
    }

    @Test
    void aBudgetTakesAllOrNothing() {
        Budget budget = new Budget(10);

        assertThat(budget.take(7)).isTrue();
        assertThat(budget.take(4)).isFalse();
        assertThat(budget.held()).isEqualTo(7);
        budget.giveBack(7);
        assertThat(budget.take(10)).isTrue();
    }

    @Test
    void whatCallersSendIsPrintedOnOneBoundedLine() {
        assertThat(Printable.of("a\r\nb \"c\u001b[31m")).isEqualTo("a??b??c?[31m");
        assertThat(Printable.of("x".repeat(1_000))).hasSize(200);
    }

    @Test
    void estimatesAreOnTheHighSideAndDoNotOverflow() {
        Outline outline = new Outline(
                "m",
                Framing.WHOLE,
                false,
                128,
                Long.MAX_VALUE,
                3_000,
                2,
                false,
                new Span(0, 0),
                null,
                1,
                null,
                null,
                null,
                null,
                0);

        assertThat(TokenEstimate.prompt(outline)).isGreaterThan(1_000 + 2 * 1_000);
        assertThat(TokenEstimate.output(Operation.CHAT, outline, 4_096)).isEqualTo(Long.MAX_VALUE);
        assertThat(TokenEstimate.output(Operation.COUNT_TOKENS, outline, 4_096)).isZero();
        assertThat(TokenEstimate.output(Operation.EMBEDDING, outline, 4_096)).isZero();
    }
}
