package dev.sluice.wire.relay;

import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One choice of an answer while it is put together. */
final class FoldedChoice {
    private final int index;
    private final TreeMap<Integer, FoldedPart> parts = new TreeMap<>();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private @Nullable Finish finish;
    private Extras extras = Extras.NONE;

    FoldedChoice(int index) {
        this.index = index;
    }

    void begin(int part, Part head) {
        parts.put(part, new FoldedPart(head));
    }

    /** The part of this number; a delta for one that never began is a reader's bug. */
    FoldedPart part(int number) {
        FoldedPart part = parts.get(number);
        if (part == null) {
            throw new IllegalStateException("part " + number + " has not begun");
        }
        return part;
    }

    void weigh(List<TokenLogprob> more) {
        logprobs.addAll(more);
    }

    void finish(ChatEvent.Finished finished) {
        finish = finished.finish();
        extras = finished.extras();
    }

    Choice choice() {
        List<Part> whole = parts.values().stream().map(FoldedPart::part).toList();
        return new Choice(index, whole, finish, logprobs, extras);
    }
}
