package dev.sluice.wire.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.testkit.dialect.AwsBytes;
import dev.sluice.wire.Asked;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sample files of all dialects, and calls made of them. */
public final class Samples {
    private static final Path ROOT = Path.of("src", "test", "resources", "dev", "sluice", "wire");

    /** A model that can all that its dialect has words for; an unknown one is asked for everything too. */
    static final Map<Dialect, String> ABLE = Map.of(
            Dialect.OPENAI, "gpt-x",
            Dialect.RESPONSES, "gpt-x",
            Dialect.ANTHROPIC, "claude-sonnet-4-5",
            Dialect.GEMINI, "gemini-3-pro",
            Dialect.BEDROCK, "anthropic.claude-sonnet-4-5-20250929-v1:0",
            Dialect.COHERE, "command-a-reasoning-08-2025");

    private static final List<String> REPEATED = List.of(
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "parallel_tool_calls",
            "previous_response_id",
            "prompt_cache_key",
            "reasoning",
            "safety_identifier",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user",
            "metadata");

    private Samples() {}

    /** A file of a dialect. */
    public record Sample(Dialect dialect, Path file) {
        public Bytes bytes() {
            Bytes bytes = Samples.bytes(file);
            return file.toString().endsWith(".jsonl") ? messages(bytes) : bytes;
        }

        public JsonNode tree() {
            return Samples.tree(bytes());
        }

        /** The answer as it comes whole: beside the stream, or this itself. */
        public Sample whole() {
            String name = name().substring(0, name().lastIndexOf('.')) + ".json";
            return new Sample(dialect, file.resolveSibling(name));
        }

        /** A question that this answers. */
        public Call question(boolean stream) {
            return dialect == Dialect.RESPONSES ? repeated(whole().tree(), stream) : Samples.question(dialect, stream);
        }

        /** Bedrock's streams are binary; a sample's lines are objects of one member, an event's name and its payload. */
        private static Bytes messages(Bytes lines) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            lines.utf8()
                    .lines()
                    .forEach(line -> Samples.tree(line)
                            .properties()
                            .forEach(event -> out.writeBytes(AwsBytes.event(
                                    event.getKey(), event.getValue().toString()))));
            return Bytes.of(out.toByteArray());
        }

        boolean isStream() {
            return !file.toString().endsWith(".json");
        }

        public String name() {
            return file.getFileName().toString();
        }

        @Override
        public String toString() {
            return ROOT.relativize(file).toString();
        }
    }

    /** Samples of a kind ({@code requests}, {@code responses}, {@code streams}) whose names end so, of all dialects. */
    static List<Sample> all(String kind, String ending) {
        return Stream.of(Dialect.values())
                .flatMap(dialect -> of(dialect, kind, ending).stream())
                .toList();
    }

    /** Those of one dialect. */
    public static List<Sample> of(Dialect dialect, String kind, String ending) {
        return files(ROOT.resolve(dialect.id()).resolve(kind), ending)
                .map(file -> new Sample(dialect, file))
                .toList();
    }

    public static Bytes bytes(Path file) {
        try {
            return Bytes.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode tree(Bytes json) {
        return JsonTree.parse(json).orElseThrow();
    }

    public static JsonNode tree(String json) {
        return JsonTree.parse(json).orElseThrow();
    }

    /** One plain conversation, as a dialect says it. */
    static Bytes talk(Dialect dialect) {
        return new Sample(dialect, ROOT.resolve("dialects").resolve("talk").resolve(dialect.id() + ".json")).bytes();
    }

    /** All answers, those that came whole and those that were streamed. */
    static Stream<Sample> answers() {
        return Stream.concat(
                all("responses", ".json").stream(),
                Stream.of(".sse", ".jsonl").flatMap(ending -> all("streams", ending).stream()));
    }

    private static Stream<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Call call(Dialect dialect, String body) {
        return call(dialect, Bytes.utf8(body));
    }

    public static Call call(Dialect dialect, Bytes body) {
        return call(dialect, body, "model-1");
    }

    /** A chat with this body; {@code model} counts where the path says it. */
    static Call call(Dialect dialect, Bytes body, String model) {
        return call(dialect, body, model, Framing.WHOLE);
    }

    /** A chat with this body; {@code framing} counts where the path says it. */
    static Call call(Dialect dialect, Bytes body, Framing framing) {
        return call(dialect, body, "model-1", framing);
    }

    /** Whether the path says which model, and whether to stream. */
    static boolean isByPath(Dialect dialect) {
        return dialect == Dialect.GEMINI || dialect == Dialect.BEDROCK;
    }

    private static Call call(Dialect dialect, Bytes body, String model, Framing framing) {
        boolean byPath = isByPath(dialect);
        DialectCodec codec = Dialects.codec(dialect);
        Asked asked = new Asked(Operation.CHAT, byPath ? model : null, byPath ? framing : null);
        return new Call(
                new CallId("call-1"),
                "request-1",
                dialect,
                Operation.CHAT,
                codec.readRequest(asked, body, JsonLimits.DEFAULT),
                body);
    }

    /** A plain question in this dialect, streamed or not. */
    public static Call question(Dialect dialect, boolean stream) {
        String flag = stream ? ",\"stream\":true" : "";
        String body = switch (dialect) {
            case OPENAI ->
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream_options\":{\"include_usage\":true}"
                        + flag + "}";
            case RESPONSES -> "{\"model\":\"m\",\"input\":\"hi\"" + flag + "}";
            case ANTHROPIC ->
                "{\"model\":\"m\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + flag
                        + "}";
            case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
            case BEDROCK -> "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
            case COHERE -> "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + flag + "}";
        };
        Framing framing = !stream ? Framing.WHOLE : dialect == Dialect.BEDROCK ? Framing.AWS : Framing.SSE;
        return call(dialect, Bytes.utf8(body), framing);
    }

    /** The call that a response of OpenAI's Responses answers, by what it repeats of it. */
    private static Call repeated(JsonNode response, boolean stream) {
        ObjectNode request =
                JsonTree.object().put("model", "m").put("input", "hi").put("stream", stream);
        REPEATED.forEach(name -> request.set(name, response.path(name)));
        return call(Dialect.RESPONSES, JsonTree.write(request));
    }
}
