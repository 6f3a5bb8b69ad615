package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiToolWriterTest {
    private final Losses losses = new Losses();

    private ObjectNode write(Tooling tooling, Quirk... quirks) {
        ObjectNode out = JsonTree.object();
        OpenAiToolWriter.write(tooling, out, new Addressee("m", Set.of(quirks)), losses);
        return out;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"object\"} | {\"type\":\"object\",\"properties\":{}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\"}}} "
                        + "| {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\"}}}",
                "{} | {}"
            })
    void anObjectAlwaysSaysWhatItHas(String parameters, String written) {
        Tool tool = new Tool.Function("f", null, new RawJson(parameters), null, Notes.NONE);

        ObjectNode out = write(new Tooling(List.of(tool), null, null));

        assertThat(out.at("/tools/0/function/parameters").toString()).isEqualTo(written);
    }

    @Test
    void aGrammarIsOneWhicheverOfTheTwoApisItCameFrom() {
        String flat = "{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"start: WORD\"}";
        String nested = "{\"type\":\"grammar\",\"grammar\":{\"syntax\":\"lark\",\"definition\":\"start: WORD\"}}";
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"t\",\"format\":"
                        + nested + "}}]}";

        Tooling read = OpenAiCodec.INSTANCE.chat().readRequest(Calls.chat(body)).tooling();
        ObjectNode written = write(read, Quirk.CUSTOM_TOOLS);

        assertThat(read.tools().getFirst())
                .isInstanceOfSatisfying(
                        Tool.Custom.class,
                        tool -> assertThat(tool.format())
                                .isNotNull()
                                .satisfies(format -> assertThat(
                                                JsonTree.node(format).toString())
                                        .isEqualTo(flat)));
        assertThat(written.at("/tools/0/custom/format").toString()).isEqualTo(nested);
    }

    @Test
    void aCustomToolIsAFunctionOfOneTextWhereNoneAreKnown() {
        Tool tool = new Tool.Custom("t", "Patches.", null, Notes.NONE);

        ObjectNode written = write(new Tooling(List.of(tool), new ToolChoice.Named("t"), null));

        assertThat(written.at("/tools/0/type").asText()).isEqualTo("function");
        assertThat(written.at("/tools/0/function/parameters/required/0").asText())
                .isEqualTo("input");
        assertThat(written.at("/tool_choice/type").asText()).isEqualTo("function");
        assertThat(losses.all()).containsExactly(Loss.CUSTOM_TOOL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text\"}",
                "{\"type\":\"grammar\"}",
                "{\"type\":\"grammar\",\"grammar\":7}",
                "{\"type\":\"grammar\",\"grammar\":{\"syntax\":\"lark\"}}",
                "{\"type\":\"grammar\",\"grammar\":{\"definition\":\"x\",\"type\":\"a\"}}",
                "{\"type\":\"grammar\",\"grammar\":{\"definition\":\"x\"},\"more\":1}"
            })
    void anotherFormatStaysAsItIs(String format) {
        RawJson read = OpenAiGrammar.read(Doc.ofCaller(Bytes.utf8(format)));

        assertThat(read).isEqualTo(new RawJson(format));
        assertThat(OpenAiGrammar.write(new RawJson(format))).isEqualTo(JsonTree.node(new RawJson(format)));
    }
}
