package dev.sluice.wire.relay;

import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.Source;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the events of a stream of an answer that came whole: what {@link Fold} would make that answer of. */
public final class Unfold {
    private final Consumer<ChatEvent> to;

    private Unfold(Consumer<ChatEvent> to) {
        this.to = to;
    }

    public static void events(ChatResponse response, Consumer<ChatEvent> to) {
        to.accept(new ChatEvent.Began(response.id(), response.model(), response.createdSeconds(), response.extras()));
        Unfold unfold = new Unfold(to);
        response.choices().forEach(unfold::choice);
        if (response.usage() != null) {
            to.accept(new ChatEvent.Reported(response.usage()));
        }
    }

    private void choice(Choice choice) {
        int number = 0;
        for (Part part : choice.parts()) {
            part(choice.index(), number++, part);
        }
        if (!choice.logprobs().isEmpty()) {
            to.accept(new ChatEvent.Weighed(choice.index(), choice.logprobs()));
        }
        if (choice.finish() != null) {
            to.accept(new ChatEvent.Finished(choice.index(), choice.finish(), choice.extras()));
        }
    }

    private void part(int choice, int number, Part part) {
        switch (part) {
            case Part.Text text -> {
                begin(choice, number, new Part.Text("", List.of(), text.notes()));
                say(choice, number, text.text());
                for (Citation citation : text.citations()) {
                    to.accept(new ChatEvent.Cited(choice, number, citation));
                }
            }
            case Part.Reasoning thought -> {
                begin(
                        choice,
                        number,
                        new Part.Reasoning(
                                "", thought.summary(), thought.notes().with((Seal) null)));
                say(choice, number, thought.text());
                seal(choice, number, thought.notes());
            }
            case Part.ToolUse use -> {
                begin(choice, number, new Part.ToolUse(use.id(), use.name(), "", use.custom(), use.notes()));
                say(choice, number, use.input());
            }
            case Part.Refusal refusal -> {
                begin(choice, number, new Part.Refusal("", refusal.notes()));
                say(choice, number, refusal.text());
            }
            case Part.Audio audio -> audio(choice, number, audio);
            case Part.Image whole -> begin(choice, number, whole);
            case Part.Video whole -> begin(choice, number, whole);
            case Part.Document whole -> begin(choice, number, whole);
            case Part.ToolResult whole -> begin(choice, number, whole);
            case Part.Opaque whole -> begin(choice, number, whole);
        }
        to.accept(new ChatEvent.PartEnded(choice, number));
    }

    private void audio(int choice, int number, Part.Audio audio) {
        if (!(audio.source() instanceof Source.Inline inline)) {
            begin(choice, number, audio);
            return;
        }
        Source empty = new Source.Inline(inline.mediaType(), "");
        begin(choice, number, new Part.Audio(empty, audio.format(), null, audio.notes()));
        say(choice, number, inline.base64());
        if (audio.transcript() != null) {
            to.accept(new ChatEvent.Transcribed(choice, number, audio.transcript()));
        }
    }

    private void begin(int choice, int number, Part head) {
        to.accept(new ChatEvent.PartBegan(choice, number, head));
    }

    private void say(int choice, int number, String text) {
        if (!text.isEmpty()) {
            to.accept(new ChatEvent.Delta(choice, number, text));
        }
    }

    private void seal(int choice, int number, Notes notes) {
        @Nullable Seal seal = notes.seal();
        if (seal != null) {
            to.accept(new ChatEvent.Sealed(choice, number, seal));
        }
    }
}
