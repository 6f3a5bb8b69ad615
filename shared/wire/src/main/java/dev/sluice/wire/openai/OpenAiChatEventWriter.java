package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunks for a client: one id over all of them, the role first in each choice, the finish reason in a chunk of its own,
 * and usage, if the caller asked, in a last one without choices, while all others then say that they have none.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's chunks</a>
 */
final class OpenAiChatEventWriter implements EventWriter {
    private static final Bytes DONE = Bytes.utf8("data: [DONE]\n\n");

    private final Call call;
    private final Losses losses;
    private final Map<Integer, OpenAiChoiceWriter> choices = new HashMap<>();
    private final ObjectNode extras = JsonTree.object();
    private String id;
    private String model;
    private long created;
    private @Nullable Usage usage;
    private @Nullable EventSink out;

    OpenAiChatEventWriter(Call call, Losses losses) {
        this.call = call;
        this.losses = losses;
        this.id = OpenAiChatResponseWriter.id("", call);
        this.model = OpenAiChatResponseWriter.model("", call);
    }

    @Override
    public void write(ChatEvent event, EventSink sink) {
        out = sink;
        switch (event) {
            case ChatEvent.Began began -> begin(began);
            case ChatEvent.PartBegan began -> choice(began.choice()).begin(began.part(), began.head());
            case ChatEvent.Delta delta -> choice(delta.choice()).more(delta.part(), delta.text());
            case ChatEvent.Transcribed said -> choice(said.choice()).transcribe(said.text());
            case ChatEvent.Sealed sealed -> choice(sealed.choice()).seal(sealed.part(), sealed.seal());
            case ChatEvent.Cited cited -> choice(cited.choice()).cite(cited.part(), cited.citation());
            case ChatEvent.PartEnded ended -> choice(ended.choice()).end(ended.part());
            case ChatEvent.Weighed weighed -> weigh(weighed.choice(), weighed.logprobs());
            case ChatEvent.Finished finished -> finish(finished);
            case ChatEvent.Reported reported -> usage = reported.usage();
        }
    }

    private void begin(ChatEvent.Began began) {
        id = OpenAiChatResponseWriter.id(began.id(), call);
        model = OpenAiChatResponseWriter.model(began.model(), call);
        created = began.createdSeconds();
        losses.carry(began.extras(), Dialect.OPENAI, extras);
    }

    private OpenAiChoiceWriter choice(int index) {
        OpenAiChoiceWriter known = choices.get(index);
        if (known == null) {
            known = new OpenAiChoiceWriter(id, losses, delta -> emit(chunk(index, delta)));
            choices.put(index, known);
        }
        return known;
    }

    private void weigh(int index, List<TokenLogprob> logprobs) {
        boolean refused = choice(index).refused();
        ObjectNode chunk = chunk(index, JsonTree.object());
        choiceOf(chunk).set("logprobs", OpenAiLogprobs.write(logprobs, refused));
        emit(chunk);
    }

    private void finish(ChatEvent.Finished finished) {
        boolean refused = choice(finished.choice()).refused();
        ObjectNode chunk = chunk(finished.choice(), JsonTree.object());
        ObjectNode choice = choiceOf(chunk);
        choice.put("finish_reason", OpenAiFinish.write(finished.finish(), refused, losses));
        losses.carry(finished.extras(), Dialect.OPENAI, choice);
        choice.remove("message");
        emit(chunk);
    }

    private ObjectNode chunk() {
        ObjectNode chunk = JsonTree.object()
                .put("id", id)
                .put("object", "chat.completion.chunk")
                .put("created", created)
                .put("model", model);
        chunk.setAll(extras.deepCopy());
        chunk.remove("usage");
        chunk.putArray("choices");
        return chunk;
    }

    private ObjectNode chunk(int index, ObjectNode delta) {
        ObjectNode chunk = chunk();
        ObjectNode choice = chunk.withArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.putNull("logprobs");
        choice.putNull("finish_reason");
        if (call.outline().includeUsage()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private static ObjectNode choiceOf(ObjectNode chunk) {
        return (ObjectNode) chunk.withArray("choices").get(0);
    }

    private void emit(ObjectNode chunk) {
        if (out != null) {
            out.event("", JsonTree.write(chunk));
        }
    }

    @Override
    public void end(EventSink sink) {
        out = sink;
        if (usage != null && call.outline().includeUsage()) {
            ObjectNode chunk = chunk();
            chunk.set("usage", OpenAiUsageWriter.write(usage, losses));
            OpenAiUsageWriter.tier(usage, chunk, losses);
            emit(chunk);
        }
        sink.marker(DONE);
    }
}
