package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.testkit.dialect.Asking;
import dev.sluice.testkit.dialect.CohereSide;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.testkit.dialect.Scenario;
import dev.sluice.testkit.dialect.Side;
import dev.sluice.testkit.dialect.Understood;
import dev.sluice.testkit.dialect.Words;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Without a gateway between them, the client hears what the upstream says. */
class CohereSideTest {
    private static final Side SIDE = new CohereSide();

    static Stream<Arguments> turns() {
        return Stream.of(Scenario.values())
                .filter(scenario -> scenario != Scenario.ERROR && scenario != Scenario.ABORT)
                .flatMap(scenario -> Stream.of(Arguments.of(scenario, false), Arguments.of(scenario, true)));
    }

    @ParameterizedTest
    @MethodSource("turns")
    void theClientHearsWhatTheUpstreamSays(Scenario scenario, boolean stream) {
        Asking asking = SIDE.ask(scenario, "command-a", stream);

        Heard heard = hear(scenario, asking, stream);

        boolean calls = List.of(Scenario.TOOLS, Scenario.PARALLEL_TOOLS, Scenario.REASONING)
                .contains(scenario);
        assertThat(heard.ended()).isTrue();
        assertThat(heard.finish()).isEqualTo(calls ? "tool" : "stop");
        assertThat(heard.text())
                .isEqualTo(calls ? "" : scenario == Scenario.SCHEMA ? Words.SCHEMA_ANSWER : Words.ANSWER);
        assertThat(heard.calls()).hasSize(calls ? scenario == Scenario.PARALLEL_TOOLS ? 2 : 1 : 0);
        assertThat(heard.reasoning()).isEqualTo(scenario == Scenario.REASONING ? Words.THOUGHT : "");
        assertThat(heard.prompt()).isEqualTo(Words.INPUT + Words.CACHED);
        assertThat(heard.cached()).isEqualTo(Words.CACHED);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOLS", "REASONING"})
    void theSecondTurnHasTheResultAndGetsTheAnswer(Scenario scenario) {
        Heard first = hear(scenario, SIDE.ask(scenario, "command-a", true), true);
        Asking again = SIDE.askAgain(scenario, "command-a", true, first);

        Understood understood = SIDE.understand(received(again));

        assertThat(understood.calls()).isEqualTo(first.calls());
        assertThat(understood.results())
                .containsExactly(new Understood.Result(first.calls().getFirst().id(), Words.TOOL_RESULT));
        assertThat(understood.system()).isEqualTo(Words.SYSTEM);
        assertThat(understood.users()).containsExactly(Words.QUESTION);
        assertThat(understood.thinking()).isEqualTo(scenario == Scenario.REASONING);
        assertThat(hear(scenario, again, true).text()).isEqualTo(Words.ANSWER);
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR", "ABORT"})
    void aFailureIsHeardAsOne(Scenario scenario) {
        Heard heard = hear(scenario, SIDE.ask(scenario, "command-a", true), true);

        assertThat(heard.ended()).isFalse();
        assertThat(SIDE.isContextError(400, heard)).isEqualTo(scenario == Scenario.ERROR);
    }

    private static Received received(Asking asking) {
        return new Received(new Received.Head("POST", asking.path(), List.of()), Bytes.utf8(asking.body()));
    }

    private static Heard hear(Scenario scenario, Asking asking, boolean stream) {
        Scripted answer = SIDE.answer(scenario, received(asking));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        answer.pieces().forEach(piece -> body.writeBytes(piece.copy()));
        return SIDE.hear(answer.status(), stream, body.toByteArray());
    }
}
