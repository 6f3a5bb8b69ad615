package dev.sluice.wire.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.model.chat.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final Seal SEAL = new Seal(Dialect.GEMINI, "c2lnbmVk");
    private static final Extras EXTRAS = new Extras(Dialect.OPENAI, new RawJson("{\"a\":null}"));
    private static final ChatResponse ANSWER = new ChatResponse(
            "id-1",
            "m",
            17,
            List.of(
                    new Choice(
                            0,
                            List.of(
                                    new Part.Reasoning("thought", true, Notes.NONE.with(SEAL)),
                                    new Part.Reasoning("", false, Notes.NONE.with(SEAL)),
                                    new Part.Text(
                                            "said",
                                            List.of(new Citation("https://a", null, "s", null, 0, 4, Extras.NONE)),
                                            Notes.of(EXTRAS)),
                                    new Part.ToolUse("c1", "f", "{\"x\":1}", false, Notes.NONE.with(SEAL)),
                                    new Part.ToolUse("c2", "g", "", true, Notes.NONE),
                                    new Part.Refusal("no", Notes.NONE),
                                    new Part.Audio(
                                            new Source.Inline("audio/wav", "UklGRg=="), "wav", "hello", Notes.NONE),
                                    new Part.Opaque(
                                            Dialect.ANTHROPIC, "server_tool_use", RawJson.EMPTY_OBJECT, Notes.NONE)),
                            new Finish(Finish.Reason.STOP_SEQUENCE, Dialect.OPENAI, "stop", "END"),
                            List.of(new TokenLogprob("a", new BigDecimal("-0.10"), List.of(97), List.of())),
                            EXTRAS),
                    new Choice(1, List.of(new Part.Text("")), null, List.of(), Extras.NONE)),
            new Usage(1, 2, 3, 4, 5),
            EXTRAS);

    @Test
    void theFoldOfWhatWasUnfoldedIsTheSameAnswer() {
        Fold fold = new Fold();

        Unfold.events(ANSWER, fold);

        assertThat(fold.response()).isEqualTo(ANSWER);
    }

    @Test
    void overlappingToolUsesAreKeptApart() {
        Fold fold = new Fold();
        fold.accept(new ChatEvent.Began("", "", 0, Extras.NONE));
        fold.accept(new ChatEvent.PartBegan(0, 0, new Part.ToolUse("a", "f", "", false, Notes.NONE)));
        fold.accept(new ChatEvent.PartBegan(0, 1, new Part.ToolUse("b", "g", "", false, Notes.NONE)));
        fold.accept(new ChatEvent.Delta(0, 1, "{\"y\""));
        fold.accept(new ChatEvent.Delta(0, 0, "{}"));
        fold.accept(new ChatEvent.Delta(0, 1, ":2}"));

        assertThat(fold.response().choices().getFirst().parts())
                .containsExactly(
                        new Part.ToolUse("a", "f", "{}", false, Notes.NONE),
                        new Part.ToolUse("b", "g", "{\"y\":2}", false, Notes.NONE));
    }

    @Test
    void theLastReportedUsageAndTheLastSealCount() {
        Fold fold = new Fold();
        fold.accept(new ChatEvent.PartBegan(0, 0, new Part.Reasoning("", false, Notes.NONE)));
        fold.accept(new ChatEvent.Sealed(0, 0, new Seal(Dialect.ANTHROPIC, "first")));
        fold.accept(new ChatEvent.Sealed(0, 0, new Seal(Dialect.ANTHROPIC, "second")));
        fold.accept(new ChatEvent.Reported(new Usage(1, 0, 0, 1, 0)));
        fold.accept(new ChatEvent.Reported(new Usage(1, 0, 0, 9, 0)));

        ChatResponse response = fold.response();

        assertThat(response.usage()).isEqualTo(new Usage(1, 0, 0, 9, 0));
        assertThat(response.choices().getFirst().parts())
                .containsExactly(new Part.Reasoning("", false, Notes.NONE.with(new Seal(Dialect.ANTHROPIC, "second"))));
    }

    @Test
    void partsAreToldBeforeTheyAreSaid() {
        List<ChatEvent> events = new ArrayList<>();

        Unfold.events(ANSWER, events::add);

        assertThat(events.getFirst()).isInstanceOf(ChatEvent.Began.class);
        assertThat(events.getLast()).isEqualTo(new ChatEvent.Reported(ANSWER.usage()));
        assertThat(events).filteredOn(ChatEvent.PartBegan.class::isInstance).hasSize(9);
        assertThat(events).filteredOn(ChatEvent.PartEnded.class::isInstance).hasSize(9);
    }
}
