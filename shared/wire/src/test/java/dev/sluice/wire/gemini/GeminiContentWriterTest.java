package dev.sluice.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Losses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gemini refuses texts that are empty and contents without parts. */
class GeminiContentWriterTest {
    private static final Part.ToolUse CALL = new Part.ToolUse("call_1", "now", "{}", false, Notes.NONE);
    private static final Seal OWN = new Seal(Dialect.GEMINI, "c2lnbmF0dXJl");
    private static final Seal FOREIGN = new Seal(Dialect.ANTHROPIC, "EqQB/sig==");

    private final Losses losses = new Losses();

    private JsonNode written(Message... messages) {
        ChatRequest any = Talks.request("{'contents':[{'parts':[{'text':'?'}]}]}");
        return Talks.written(any.withMessages(List.of(messages)), Talks.OLD, losses);
    }

    private static Message say(Role role, Part... parts) {
        return new Message(role, List.of(parts));
    }

    private static Part text(String text) {
        return new Part.Text(text);
    }

    @Test
    void anEmptyTextBesideACallIsLeftOut() {
        JsonNode written = written(say(Role.USER, text("?")), say(Role.ASSISTANT, text(""), CALL));

        assertThat(written.at("/contents/1"))
                .isEqualTo(Talks.tree(
                        "{'role':'model','parts':[{'functionCall':{'id':'call_1','name':'now','args':{}}}]}"));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void anEmptyTextThatGeminiSignedGoesBack() {
        JsonNode written = written(
                say(Role.USER, text("?")),
                say(Role.ASSISTANT, text("Yes."), new Part.Text("", List.of(), Notes.NONE.with(OWN))));

        assertThat(written.at("/contents/1/parts/1"))
                .isEqualTo(Talks.tree("{'text':'','thoughtSignature':'c2lnbmF0dXJl'}"));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void anEmptyTextThatAnotherSignedIsALoss() {
        JsonNode written = written(
                say(Role.USER, text("?")),
                say(Role.ASSISTANT, text("Yes."), new Part.Text("", List.of(), Notes.NONE.with(FOREIGN))));

        assertThat(written.at("/contents/1/parts")).hasSize(1);
        assertThat(losses.all()).containsExactly(Loss.SEAL);
    }

    @Test
    void emptyThoughtsAndRefusalsAreLeftOut() {
        JsonNode written = written(
                say(Role.USER, text("?")),
                say(
                        Role.ASSISTANT,
                        new Part.Reasoning("", true, Notes.NONE),
                        new Part.Refusal("", Notes.NONE),
                        text("Yes.")));

        assertThat(written.at("/contents/1/parts")).isEqualTo(Talks.tree("[{'text':'Yes.'}]"));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void aMessageThatSaysNothingIsNoContentAndThoseAroundItAreOne() {
        JsonNode written = written(
                say(Role.SYSTEM, text("")),
                say(Role.USER, text("Hello?")),
                say(Role.ASSISTANT, text("")),
                say(Role.USER),
                say(Role.USER, text("Anybody?")));

        assertThat(written.has("systemInstruction")).isFalse();
        assertThat(written.path("contents"))
                .isEqualTo(Talks.tree("[{'role':'user','parts':[{'text':'Hello?'},{'text':'Anybody?'}]}]"));
        assertThat(losses.list()).isEmpty();
    }
}
