package dev.sluice.wire.relay;

import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Usage;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes one whole answer of the events of a streamed one. Not thread safe. */
public final class Fold implements Consumer<ChatEvent> {
    private final TreeMap<Integer, FoldedChoice> choices = new TreeMap<>();
    private String id = "";
    private String model = "";
    private long createdSeconds;
    private Extras extras = Extras.NONE;
    private @Nullable Usage usage;

    @Override
    public void accept(ChatEvent event) {
        switch (event) {
            case ChatEvent.Began began -> begin(began);
            case ChatEvent.PartBegan began -> choice(began.choice()).begin(began.part(), began.head());
            case ChatEvent.Delta delta ->
                choice(delta.choice()).part(delta.part()).append(delta.text());
            case ChatEvent.Transcribed said ->
                choice(said.choice()).part(said.part()).transcribe(said.text());
            case ChatEvent.Sealed sealed ->
                choice(sealed.choice()).part(sealed.part()).seal(sealed.seal());
            case ChatEvent.Cited cited ->
                choice(cited.choice()).part(cited.part()).cite(cited.citation());
            case ChatEvent.PartEnded ignored -> {}
            case ChatEvent.Weighed weighed -> choice(weighed.choice()).weigh(weighed.logprobs());
            case ChatEvent.Finished finished -> choice(finished.choice()).finish(finished);
            case ChatEvent.Reported reported -> usage = reported.usage();
        }
    }

    /** The answer so far. */
    public ChatResponse response() {
        List<Choice> folded =
                choices.values().stream().map(FoldedChoice::choice).toList();
        return new ChatResponse(id, model, createdSeconds, folded, usage, extras);
    }

    private void begin(ChatEvent.Began began) {
        id = began.id();
        model = began.model();
        createdSeconds = began.createdSeconds();
        extras = began.extras();
    }

    private FoldedChoice choice(int index) {
        return choices.computeIfAbsent(index, FoldedChoice::new);
    }
}
