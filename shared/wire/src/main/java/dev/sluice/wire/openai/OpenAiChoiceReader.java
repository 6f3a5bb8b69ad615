package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.json.Doc;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events of the deltas of one choice. */
final class OpenAiChoiceReader {
    private final int choice;
    private final Consumer<ChatEvent> to;
    private final OpenAiCallsReader calls;
    private int parts;
    private int open = -1;
    private Kind kind = Kind.TEXT;
    private OpenAiThought thought = new OpenAiThought();
    private boolean finished;

    /** What the open part is; tool calls are not among them. */
    private enum Kind {
        TEXT,
        REASONING,
        REFUSAL,
        AUDIO
    }

    OpenAiChoiceReader(String answer, int choice, Consumer<ChatEvent> to) {
        this.choice = choice;
        this.to = to;
        this.calls = new OpenAiCallsReader(answer, choice, this::nextPart, to);
    }

    boolean isFinished() {
        return finished;
    }

    /** Reads a choice of a chunk. Perplexity repeats the whole message beside each delta; it is passed over. */
    void read(Doc chunk) {
        if (finished) {
            return;
        }
        Doc delta = chunk.at("delta");
        if (delta.isObject()) {
            thoughts(delta);
            said(delta);
            calls(delta);
        }
        List<TokenLogprob> logprobs = OpenAiLogprobs.read(chunk.node());
        if (!logprobs.isEmpty()) {
            to.accept(new ChatEvent.Weighed(choice, logprobs));
        }
        Finish finish = OpenAiFinish.read(chunk.node(), calls.any());
        if (finish != null) {
            Extras extras = new OpenAiRest()
                    .of(chunk, OpenAiChatResponseReader.CHOICE, OpenAiChatResponseReader.CHOICE)
                    .extras();
            finish(finish, extras);
        }
    }

    private void thoughts(Doc delta) {
        List<Doc> details = delta.at("reasoning_details").isArray() ? delta.list("reasoning_details") : List.of();
        boolean isSaidThere =
                details.stream().anyMatch(d -> !OpenAiThought.text(d.node()).isEmpty());
        String plain = isSaidThere ? "" : OpenAiThoughts.plain(delta);
        plain(plain);
        details.stream().filter(Doc::isObject).forEach(detail -> detail(detail.node()));
    }

    private void plain(String words) {
        if (words.isEmpty()) {
            return;
        }
        if (!isOpen(Kind.REASONING) || thought.isSealed()) {
            begin(Kind.REASONING, new Part.Reasoning("", false, Notes.NONE));
            thought = new OpenAiThought();
        }
        thought.plain(words);
        more(words);
    }

    private void detail(JsonNode detail) {
        if (!isOpen(Kind.REASONING) || !thought.takes(detail)) {
            begin(Kind.REASONING, new Part.Reasoning("", OpenAiThought.isSummary(detail), Notes.NONE));
            thought = new OpenAiThought();
        }
        more(thought.take(detail));
    }

    private void said(Doc delta) {
        for (Part part : OpenAiPartReader.content(delta.at("content"))) {
            switch (part) {
                case Part.Text text -> text(text.text());
                case Part.Reasoning reasoning -> plain(reasoning.text());
                default -> whole(part);
            }
        }
        for (Citation citation : OpenAiCitations.read(delta)) {
            if (!isOpen(Kind.TEXT)) {
                begin(Kind.TEXT, new Part.Text(""));
            }
            to.accept(new ChatEvent.Cited(choice, open, citation));
        }
        String refusal = delta.at("refusal").node().asText("");
        if (!refusal.isEmpty()) {
            if (!isOpen(Kind.REFUSAL)) {
                begin(Kind.REFUSAL, new Part.Refusal("", Notes.NONE));
            }
            more(refusal);
        }
        if (delta.at("audio").isObject()) {
            audio(delta.at("audio"));
        }
        if (delta.at("images").isArray()) {
            delta.list("images").stream()
                    .filter(image -> image.has("image_url"))
                    .forEach(image -> whole(OpenAiPartReader.image(image)));
        }
    }

    private void text(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!isOpen(Kind.TEXT)) {
            begin(Kind.TEXT, new Part.Text(""));
        }
        more(text);
    }

    private void audio(Doc audio) {
        if (!isOpen(Kind.AUDIO)) {
            begin(Kind.AUDIO, OpenAiAudio.head(audio));
        }
        more(audio.at("data").node().asText(""));
        String transcript = audio.at("transcript").node().asText("");
        if (!transcript.isEmpty()) {
            to.accept(new ChatEvent.Transcribed(choice, open, transcript));
        }
    }

    private void calls(Doc delta) {
        if (delta.at("tool_calls").isArray() && !delta.list("tool_calls").isEmpty()) {
            close();
            int position = 0;
            for (Doc item : delta.list("tool_calls")) {
                calls.read(item, position++);
            }
        }
        if (delta.at("function_call").isObject()) {
            close();
            calls.readFunction(delta.at("function_call"));
        }
    }

    private int nextPart() {
        return parts++;
    }

    private boolean isOpen(Kind wanted) {
        return open >= 0 && kind == wanted;
    }

    private void begin(Kind newKind, Part head) {
        close();
        calls.endWhole();
        kind = newKind;
        open = nextPart();
        to.accept(new ChatEvent.PartBegan(choice, open, head));
    }

    private void whole(Part part) {
        close();
        int number = nextPart();
        to.accept(new ChatEvent.PartBegan(choice, number, part));
        to.accept(new ChatEvent.PartEnded(choice, number));
    }

    private void more(String text) {
        if (!text.isEmpty()) {
            to.accept(new ChatEvent.Delta(choice, open, text));
        }
    }

    private void close() {
        if (open < 0) {
            return;
        }
        @Nullable Seal seal = kind == Kind.REASONING ? thought.seal() : null;
        if (seal != null) {
            to.accept(new ChatEvent.Sealed(choice, open, seal));
        }
        to.accept(new ChatEvent.PartEnded(choice, open));
        open = -1;
    }

    private void finish(Finish finish, Extras extras) {
        closeAll();
        finished = true;
        to.accept(new ChatEvent.Finished(choice, finish, extras));
    }

    /** The body is over: what is open ends. */
    void closeAll() {
        close();
        calls.endAll();
    }

    /** The upstream said that it is done without saying why. */
    void finishUnsaid() {
        if (!finished) {
            Finish.Reason reason = calls.any() ? Finish.Reason.TOOL_USE : Finish.Reason.STOP;
            finish(new Finish(reason, Dialect.OPENAI, null, null), Extras.NONE);
        }
    }
}
