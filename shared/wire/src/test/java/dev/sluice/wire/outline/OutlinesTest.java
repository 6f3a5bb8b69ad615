package dev.sluice.wire.outline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OutlinesTest {
    private static final Asked IN_BODY = Asked.of(Operation.CHAT);
    private static final Asked IN_PATH = new Asked(Operation.CHAT, "the-model", Framing.SSE);
    private static final Asked TOKENS = Asked.of(Operation.COUNT_TOKENS);
    private static final String BASE64 = "QUJD".repeat(500);

    private static final Map<String, OutlineForm> FORMS = Map.of(
            "embeddings", Outlines.openAiEmbeddings(),
            "responses", Outlines.responses(),
            "anthropic", Outlines.anthropic(),
            "anthropic-tokens", Outlines.anthropicTokens(),
            "gemini", Outlines.gemini(),
            "gemini-tokens", Outlines.geminiTokens(),
            "gemini-embeddings", Outlines.geminiEmbeddings(),
            "bedrock", Outlines.bedrock(),
            "cohere", Outlines.cohere());

    /** One good body for each form. */
    private static final Map<String, String> BODIES = Map.of(
            "embeddings", "{'model':'the-model','input':['ab','c'],'dimensions':8}",
            "responses", "{'model':'the-model','input':'abc'}",
            "anthropic", "{'model':'the-model','max_tokens':9,'messages':[{'role':'user','content':'abc'}]}",
            "anthropic-tokens", "{'model':'the-model','messages':[{'role':'user','content':'abc'}]}",
            "gemini", "{'contents':[{'role':'user','parts':[{'text':'abc'}]}]}",
            "gemini-tokens", "{'generateContentRequest':{'model':'models/x','contents':[{'parts':[{'text':'abc'}]}]}}",
            "gemini-embeddings", "{'requests':[{'content':{'parts':[{'text':'abc'}]}}]}",
            "bedrock", "{'messages':[{'role':'user','content':[{'text':'abc'}]}]}",
            "cohere", "{'model':'the-model','messages':[{'role':'user','content':'abc'}]}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "responses | 'service_tier':'priority'                      | priority",
                "anthropic | 'service_tier':'auto'                          |",
                "anthropic | 'speed':'fast','service_tier':'standard_only'  | fast",
                "gemini    | 'serviceTier':'flex'                           | flex",
                "gemini    | 'service_tier':'standard'                      |",
                "bedrock   | 'serviceTier':{'type':'priority'}              | priority",
                "bedrock   | 'serviceTier':{'type':7}                       |",
                "cohere    | 'stream':false                                 |",
            })
    void theServiceThatIsAskedForIsReadInEveryDialect(String form, String member, @Nullable String tier) {
        String body =
                "{" + member + "," + Objects.requireNonNull(BODIES.get(form)).substring(1);
        Asked asked = form.equals("gemini") || form.equals("bedrock") ? IN_PATH : IN_BODY;

        assertThat(read(form, asked, body.replace('\'', '"')).tier()).isEqualTo(tier);
    }

    @Test
    void responsesAreReadWholly() {
        Outline outline = read("responses", IN_BODY, """
                {"model":"gpt","stream":true,"max_output_tokens":77,"store":true,"previous_response_id":"resp_1",
                 "instructions":"be brief","text":{"format":{"name":"n"}},"background":false,"conversation":null,
                 "tools":[{"type":"web_search"}],
                 "input":[{"role":"user","content":[{"type":"input_text","text":"hi"},
                   {"type":"input_image","image_url":"data:image/png;base64,%s"},
                   {"type":"input_audio","input_audio":{"format":"wav","data":"%s"}},
                   {"type":"input_file","file_data":"%s","filename":"f.pdf"}]}]}""".replace("%s", BASE64));

        assertThat(outline.model()).isEqualTo("gpt");
        assertThat(outline.framing()).isEqualTo(Framing.SSE);
        assertThat(outline.maxOutputTokens()).isEqualTo(77);
        assertThat(outline.previousResponse()).isEqualTo("resp_1");
        assertThat(outline.store()).isTrue();
        assertThat(outline.tools()).isTrue();
        assertThat(outline.images()).isEqualTo(1);
        assertThat(outline.promptBytes())
                .isEqualTo(length("be brief", "format", "name", "n", "type", "web_search")
                        + length(
                                "user",
                                "input_text",
                                "hi",
                                "input_image",
                                "input_audio",
                                "wav",
                                "input_file",
                                "f.pdf"));
    }

    @Test
    void anthropicsAreReadWholly() {
        Outline outline = read("anthropic", IN_BODY, """
                {"model":"claude","stream":true,"max_tokens":1024,"system":[{"type":"text","text":"sys"}],"tools":[],
                 "messages":[{"role":"user","content":[
                   {"type":"image","source":{"data":"%s","media_type":"image/png","type":"base64"}},
                   {"type":"image","source":{"type":"url","url":"https://x"}},
                   {"type":"document","source":{"data":"plain words","type":"text","media_type":"text/plain"}},
                   {"type":"tool_result","content":[{"type":"image","source":{"type":"base64","data":"%s"}}]},
                   {"type":"tool_use","input":{"data":"words of a tool"}}]}]}""".replace("%s", BASE64));

        assertThat(outline.maxOutputTokens()).isEqualTo(1024);
        assertThat(outline.tools()).isFalse();
        assertThat(outline.images()).isEqualTo(3);
        assertThat(outline.promptBytes())
                .isEqualTo(length("text", "sys", "user", "image", "image/png", "base64", "image", "url", "https://x")
                        + length("document", "plain words", "text", "text/plain", "tool_result", "image", "base64")
                        + length("tool_use", "words of a tool"));
    }

    @Test
    void geminisAreReadWhollyInBothSpellings() {
        Outline camel = read("gemini", IN_PATH, """
                {"contents":[{"role":"user","parts":[{"text":"hi"},
                  {"inlineData":{"mimeType":"image/png","data":"%s"}},{"inlineData":{"mimeType":"audio/wav","data":"%s"}},
                  {"functionCall":{"args":{"data":"words"}},"thoughtSignature":"%s"}]}],
                 "systemInstruction":{"parts":[{"text":"sys"}]},"tools":[{"functionDeclarations":[]}],
                 "generationConfig":{"maxOutputTokens":5,"candidateCount":2,"responseSchema":{"type":"STRING"}}}""".replace("%s", BASE64));
        Outline snake = read("gemini", IN_PATH, """
                {"contents":{"role":"user","parts":[{"text":"hi"},
                  {"inline_data":{"mime_type":"image/png","data":"%s"}},{"inline_data":{"mime_type":"audio/wav","data":"%s"}},
                  {"function_call":{"args":{"data":"words"}},"thought_signature":"%s"}]},
                 "system_instruction":{"parts":[{"text":"sys"}]},"tools":[{"functionDeclarations":[]}],
                 "generation_config":{"max_output_tokens":5,"candidate_count":2,"response_schema":{"type":"STRING"}}}""".replace("%s", BASE64));

        assertThat(camel.model()).isEqualTo("the-model");
        assertThat(camel.modelSpan()).isNull();
        assertThat(camel.framing()).isEqualTo(Framing.SSE);
        assertThat(camel.maxOutputTokens()).isEqualTo(5);
        assertThat(camel.choices()).isEqualTo(2);
        assertThat(camel.images()).isEqualTo(1);
        assertThat(camel.tools()).isTrue();
        assertThat(camel.promptBytes())
                .isEqualTo(length("user", "hi", "image/png", "audio/wav", "words", "sys")
                        + length("functionDeclarations", "type", "STRING"));
        assertThat(snake.promptBytes()).isEqualTo(camel.promptBytes());
        assertThat(snake.images()).isEqualTo(1);
        assertThat(snake.maxOutputTokens()).isEqualTo(5);
        assertThat(snake.choices()).isEqualTo(2);
    }

    @Test
    void bedrocksAreReadWholly() {
        Outline outline = read("bedrock", IN_PATH, """
                {"messages":[{"role":"user","content":[{"text":"hi"},
                  {"image":{"format":"png","source":{"bytes":"%s"}}},
                  {"document":{"name":"d","source":{"bytes":"%s"}}}]}],
                 "system":[{"text":"sys"}],"toolConfig":{"tools":[{"toolSpec":{}}]},
                 "inferenceConfig":{"maxTokens":12}}""".replace("%s", BASE64));

        assertThat(outline.model()).isEqualTo("the-model");
        assertThat(outline.maxOutputTokens()).isEqualTo(12);
        assertThat(outline.tools()).isTrue();
        assertThat(outline.images()).isEqualTo(1);
        assertThat(outline.promptBytes()).isEqualTo(length("user", "hi", "png", "d", "sys", "toolSpec"));
    }

    @Test
    void coheresAreReadWholly() {
        Outline outline = read("cohere", IN_BODY, """
                {"model":"command","stream":true,"max_tokens":3,"documents":["doc",{"data":{"title":"t"}}],
                 "tools":[{"type":"function"}],
                 "messages":[{"role":"user","content":[
                   {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}]}""".replace("%s", BASE64));

        assertThat(outline.framing()).isEqualTo(Framing.SSE);
        assertThat(outline.maxOutputTokens()).isEqualTo(3);
        assertThat(outline.images()).isEqualTo(1);
        assertThat(outline.promptBytes()).isEqualTo(length("doc", "t", "type", "function", "user", "image_url"));
    }

    @Test
    void textsAndTokenIdsAreMadeVectorsOf() {
        Asked asked = Asked.of(Operation.EMBEDDING);

        assertThat(read("embeddings", asked, "{\"model\":\"e\",\"input\":\"abc\"}")
                        .promptBytes())
                .isEqualTo(3);
        assertThat(read("embeddings", asked, "{\"model\":\"e\",\"input\":[[1,2],[3]]}")
                        .promptBytes())
                .isEqualTo(12);
        assertThat(read("embeddings", asked, "{\"model\":\"e\",\"stream\":true,\"input\":\"\"}")
                        .framing())
                .isEqualTo(Framing.WHOLE);
    }

    @Test
    void ofRanksQueryAndDocumentsCountButNotPictures() {
        Asked asked = Asked.of(Operation.RERANK);
        Outline outline = Outlines.rerank()
                .read(
                        asked,
                        Bytes.utf8(
                                "{\"model\":\"r\",\"query\":\"abc\",\"stream\":true,\"documents\":[\"de\",{\"text\":\"f\"},"
                                        + "{\"image\":\"" + BASE64 + "\"}]}"),
                        JsonLimits.DEFAULT);

        assertThat(outline.promptBytes()).isEqualTo(6);
        assertThat(outline.documents()).isEqualTo(3);
        assertThat(outline.images()).isEqualTo(1);
        assertThat(outline.framing()).isEqualTo(Framing.WHOLE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"model":"r","documents":["a"]}                          | query
            {"model":"r","query":7,"documents":["a"]}                | query
            {"model":"r","query":"q"}                                | documents
            {"model":"r","query":"q","documents":[]}                 | documents
            {"model":"r","query":"q","documents":"a"}                | documents
            {"model":"r","query":"q","documents":["a",["b"]]}        | documents[1]
            {"query":"q","documents":["a"]}                          | model
            """)
    void ranksWithoutWhatTheyNeedAreRefusedByName(String body, String param) {
        GatewayError error = catchThrowableOfType(
                        GatewayException.class,
                        () -> Outlines.rerank().read(Asked.of(Operation.RERANK), Bytes.utf8(body), JsonLimits.DEFAULT))
                .error();

        assertThat(error.kind()).isEqualTo(GatewayError.Kind.MALFORMED);
        assertThat(error.param()).isEqualTo(param);
    }

    @Test
    void ofTextsForVectorsOnlyTheTextsCount() {
        Asked asked = new Asked(Operation.EMBEDDING, "e", Framing.WHOLE);

        assertThat(read(
                                "gemini-embeddings",
                                asked,
                                "{\"requests\":[{\"model\":\"models/e\",\"taskType\":\"CLUSTERING\","
                                        + "\"content\":{\"role\":\"user\",\"parts\":[{\"text\":\"abc\"}]}}]}")
                        .promptBytes())
                .isEqualTo(3);
    }

    @Test
    void countingTokensIsNeverStreamedAndNeedsNoCap() {
        Outline outline = read(
                "anthropic-tokens", TOKENS, "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"content\":\"abc\"}]}");

        assertThat(outline.framing()).isEqualTo(Framing.WHOLE);
        assertThat(outline.promptBytes()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theFormsReadTheirOwnBodies(String form) {
        Outline outline = read(form, asked(form), body(form));

        assertThat(outline.model()).isEqualTo("the-model");
        assertThat(outline.promptBytes()).isGreaterThanOrEqualTo(3).isLessThan(20);
        assertThat(outline.choices()).isEqualTo(1);
        assertThat(outline.images()).isZero();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void nothingIsReadTwiceAndNothingFollows(String form) {
        String good = body(form);
        String more = good.substring(0, good.length() - 1);

        assertThat(refusal(form, good + "{}").message()).contains("nothing may follow");
        assertThat(refusal(form, more + ",\"x\":{\"y\":1,\"\\u0079\":2}}").message())
                .contains("there already");
        assertThat(refusal(form, more + ",\"x\":NaN}").message()).contains("value belongs here");
        assertThat(refusal(form, more + ",\"x\":" + "[".repeat(70) + "]".repeat(70) + "}")
                        .message())
                .contains("deeper than");
        assertThat(refusal(form, "[" + good + "]").message()).contains("must be a JSON object");
        assertThat(refusal(form, "\uFEFF" + good).message()).contains("byte order mark");
        assertThat(refusal(form, "").message()).contains("ends too early");
        assertThat(refusal(form, "null").message()).contains("must be a JSON object");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whateverComesIsReadOrRefusedAndNothingElse(String form) {
        byte[] good = body(form).getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                bad[random.nextInt(bad.length)] = (byte) "{}[]\",:0e-\\tn\u0000\u007f".charAt(random.nextInt(15));
            }
            try {
                form(form).read(asked(form), Bytes.of(bad), JsonLimits.DEFAULT);
            } catch (GatewayException e) {
                refused++;
                assertThat(e.error().kind()).isEqualTo(GatewayError.Kind.MALFORMED);
            }
        }
        assertThat(refused).isBetween(500, 4_999);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "responses | {'input':'x'} | model",
                "responses | {'model':7,'input':'x'} | model",
                "responses | {'model':'m'} | input",
                "responses | {'model':'m','input':null} | input",
                "responses | {'model':'m','input':[7]} | input[0]",
                "responses | {'model':'m','input':'x','stream':'yes'} | stream",
                "responses | {'model':'m','input':'x','store':1} | store",
                "responses | {'model':'m','input':'x','max_output_tokens':1.5} | max_output_tokens",
                "responses | {'model':'m','input':'x','previous_response_id':5} | previous_response_id",
                "responses | {'model':'m','input':'x','background':true} | background",
                "responses | {'model':'m','input':'x','conversation':'conv_1'} | conversation",
                "responses | {'model':'m','input':'x','tools':{}} | tools",
                "anthropic | {'model':'m','messages':[{}]} | max_tokens",
                "anthropic | {'model':'m','max_tokens':null,'messages':[{}]} | max_tokens",
                "anthropic | {'model':'m','max_tokens':-1,'messages':[{}]} | max_tokens",
                "anthropic | {'model':'m','max_tokens':1,'messages':[]} | messages",
                "anthropic | {'model':'m','max_tokens':1,'messages':'hi'} | messages",
                "anthropic | {'model':'m','max_tokens':1,'messages':[{}],'system':{}} | system",
                "anthropic | {'max_tokens':1,'messages':[{}]} | model",
                "anthropic-tokens | {'model':'m'} | messages",
                "gemini | {} | contents",
                "gemini | {'contents':[]} | contents",
                "gemini | {'contents':'hi'} | contents",
                "gemini | {'contents':[{},'x']} | contents[1]",
                "gemini | {'contents':[{}],'generationConfig':[]} | generationConfig",
                "gemini | {'contents':[{}],'generationConfig':{'maxOutputTokens':'9'}} | generationConfig.maxOutputTokens",
                "gemini | {'contents':[{}],'generation_config':{'candidate_count':0}} | generation_config.candidate_count",
                "gemini | {'contents':[{}],'tools':'x'} | tools",
                "gemini-tokens | {'generateContentRequest':{}} | contents",
                "gemini-tokens | {'generateContentRequest':{'contents':4}} | generateContentRequest.contents",
                "gemini-embeddings | {'requests':[]} | requests",
                "gemini-embeddings | {'content':'x'} | content",
                "bedrock | {'messages':{}} | messages",
                "bedrock | {'messages':[{}],'inferenceConfig':{'maxTokens':1e3}} | inferenceConfig.maxTokens",
                "bedrock | {'messages':[{}],'toolConfig':{'tools':true}} | toolConfig.tools",
                "cohere | {'model':'m','message':'x'} | messages",
                "cohere | {'model':'m','messages':[{}],'max_tokens':'x'} | max_tokens",
                "embeddings | {'model':'m','input':{}} | input",
                "embeddings | {'model':'m'} | input"
            })
    void aFieldOfTheWrongKindIsNamed(String form, String body, String param) {
        GatewayError error = refusal(form, body.replace('\'', '"'));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.message()).startsWith("'" + param + "' must be ");
    }

    @ParameterizedTest
    @CsvSource({"0", "257"})
    void aModelInThePathIsBoundedToo(int length) {
        Asked asked = new Asked(Operation.CHAT, "m".repeat(length), Framing.WHOLE);

        GatewayException e =
                catchThrowableOfType(GatewayException.class, () -> read("bedrock", asked, body("bedrock")));

        assertThat(e.error().param()).isEqualTo("model");
    }

    static Stream<Arguments> forms() {
        return FORMS.keySet().stream().sorted().map(Arguments::of);
    }

    private static OutlineForm form(String name) {
        return Objects.requireNonNull(FORMS.get(name));
    }

    private static String body(String form) {
        return Objects.requireNonNull(BODIES.get(form)).replace('\'', '"');
    }

    private static Asked asked(String form) {
        return form.startsWith("gemini") || form.equals("bedrock") ? IN_PATH : IN_BODY;
    }

    private static GatewayError refusal(String form, String body) {
        return catchThrowableOfType(GatewayException.class, () -> read(form, asked(form), body))
                .error();
    }

    private static Outline read(String form, Asked asked, String body) {
        return form(form).read(asked, Bytes.utf8(body), JsonLimits.DEFAULT);
    }

    private static int length(String... texts) {
        return String.join("", texts).length();
    }
}
