package dev.sluice.wire.relay;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What metering must know of an answer, counted while its events pass. */
final class Tally implements Consumer<ChatEvent> {
    private static final int BYTES_PER_TOKEN = 4;

    private long produced;
    private boolean content;
    private @Nullable Usage usage;
    private @Nullable Usage news;
    private boolean suspect;

    @Override
    public void accept(ChatEvent event) {
        switch (event) {
            case ChatEvent.Began ignored -> {}
            case ChatEvent.PartBegan began -> content |= isContent(began.head());
            case ChatEvent.Delta delta -> said(delta.text());
            case ChatEvent.Transcribed transcribed -> said(transcribed.text());
            case ChatEvent.Sealed ignored -> content = true;
            case ChatEvent.Cited ignored -> content = true;
            case ChatEvent.PartEnded ignored -> {}
            case ChatEvent.Weighed ignored -> {}
            case ChatEvent.Finished ignored -> content = true;
            case ChatEvent.Reported reported -> {
                usage = reported.usage();
                news = usage;
                suspect = usage == null;
            }
        }
    }

    private void said(String text) {
        if (!text.isEmpty()) {
            content = true;
            produced += Math.max(1, text.length() / BYTES_PER_TOKEN);
        }
    }

    /** A tool's name or a whole part says something; the beginning of a text does not yet. */
    private static boolean isContent(Part head) {
        return switch (head) {
            case Part.Text ignored -> false;
            case Part.Reasoning ignored -> false;
            case Part.Refusal ignored -> false;
            case Part.Audio ignored -> false;
            case Part.ToolUse ignored -> true;
            case Part.Image ignored -> true;
            case Part.Video ignored -> true;
            case Part.Document ignored -> true;
            case Part.ToolResult ignored -> true;
            case Part.Opaque ignored -> true;
        };
    }

    /** Tokens by a rough count since the last time. */
    long takeProduced() {
        long taken = produced;
        produced = 0;
        return taken;
    }

    /** Whether anything was said since the last time. */
    boolean takeContent() {
        boolean taken = content;
        content = false;
        return taken;
    }

    /** What was reported since the last time, if anything was. */
    @Nullable
    Usage takeNews() {
        Usage taken = news;
        news = null;
        return taken;
    }

    @Nullable
    Usage usage() {
        return usage;
    }

    AnswerEvent.Finished finished(@Nullable Bytes lastWord) {
        return new AnswerEvent.Finished(usage, suspect, lastWord);
    }
}
