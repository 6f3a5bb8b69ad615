package dev.sluice.wire.tokens;

import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.Tool;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what a prompt comes to: three tokens for the whole, three for each message with its role and content. Measured on
 * recorded traffic, that is exact for plain texts; models of the o series and {@code gpt-5} begin at two. The rest is
 * approximate: tools as their JSON, pictures and files by their kind and size.
 *
 * @see <a href="https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken">OpenAI's own account of it</a>
 */
final class PromptEstimate {
    private static final long PER_MESSAGE = 3;
    private static final long PER_NAME = 1;
    private static final long PER_TOOL = 8;
    private static final long TOOLS = 12;
    private static final long PER_CALL = 8;
    /** OpenAI's price of a small picture, and of one of a thousand pixels each way. */
    private static final long SMALL_PICTURE = 85;

    private static final long PICTURE = 765;
    /** A page of a PDF is some 50 KB and 2,000 tokens. */
    private static final long BYTES_PER_DOCUMENT_TOKEN = 25;
    /** Ten tokens a second of compressed sound. */
    private static final long BYTES_PER_SOUND_TOKEN = 1_600;

    private static final long UNKNOWN_FILE = 2_000;

    private final Tokenizer tokenizer;
    private final String model;
    private long read;
    private long found;

    PromptEstimate(Tokenizer tokenizer, String model) {
        this.tokenizer = tokenizer;
        this.model = model;
    }

    long of(ChatRequest request) {
        long tokens = beginning();
        for (Message message : request.messages()) {
            tokens += message(message);
        }
        List<Tool> tools = request.tooling().tools();
        tokens += tools.isEmpty() ? 0 : TOOLS;
        for (Tool tool : tools) {
            tokens += PER_TOOL + tool(tool);
        }
        if (request.answer().format() instanceof AnswerFormat.Schema schema) {
            tokens += words(schema.schema());
        }
        return tokens;
    }

    private long beginning() {
        String name = model.toLowerCase(Locale.ROOT);
        String own = name.substring(name.lastIndexOf('/') + 1);
        boolean isReasoner = own.startsWith("gpt-5") || own.matches("o\\d.{0,250}+");
        return isReasoner ? 2 : 3;
    }

    private long message(Message message) {
        long tokens = PER_MESSAGE + words(message.role().name().toLowerCase(Locale.ROOT));
        if (message.name() != null) {
            tokens += PER_NAME + words(message.name());
        }
        return tokens + parts(message.parts());
    }

    private long parts(List<Part> parts) {
        long tokens = 0;
        for (Part part : parts) {
            tokens += part(part);
        }
        return tokens;
    }

    private long part(Part part) {
        return switch (part) {
            case Part.Text text -> words(text.text());
            case Part.Image image -> "low".equals(image.detail()) ? SMALL_PICTURE : PICTURE;
            case Part.Audio audio -> file(audio.source(), BYTES_PER_SOUND_TOKEN) + words(audio.transcript());
            case Part.Video video -> file(video.source(), BYTES_PER_DOCUMENT_TOKEN);
            case Part.Document document ->
                file(document.source(), BYTES_PER_DOCUMENT_TOKEN) + words(document.name()) + words(document.context());
            case Part.Reasoning reasoning -> words(reasoning.text());
            case Part.ToolUse use -> PER_CALL + words(use.name()) + words(use.input());
            case Part.ToolResult result -> parts(result.content());
            case Part.Refusal refusal -> words(refusal.text());
            case Part.Opaque opaque -> words(opaque.json());
        };
    }

    private long file(Source source, long bytesPerToken) {
        return switch (source) {
            case Source.Plain plain -> words(plain.text());
            case Source.Inline inline -> inline.base64().length() / 4L * 3 / bytesPerToken;
            case Source.Url url -> UNKNOWN_FILE;
            case Source.Uploaded uploaded -> UNKNOWN_FILE;
        };
    }

    private long tool(Tool tool) {
        return switch (tool) {
            case Tool.Function function ->
                words(function.name()) + words(function.description()) + words(function.parameters());
            case Tool.Custom custom -> words(custom.name()) + words(custom.description()) + words(custom.format());
            case Tool.Hosted hosted -> words(hosted.json());
        };
    }

    private long words(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        int room = (int) Math.min(text.length(), Tokenizer.MOST_CHARACTERS - read);
        if (room > 0) {
            long tokens = tokenizer.count(model, room == text.length() ? text : text.substring(0, room));
            read += room;
            found += tokens;
            return tokens + reckoned(text.length() - room);
        }
        return reckoned(text.length());
    }

    /** For what is beyond all that is read of one request: as many as the rest of it has, character by character. */
    private long reckoned(int characters) {
        return characters == 0 ? 0 : Math.ceilDiv(found * characters, read);
    }

    private long words(@Nullable RawJson json) {
        return json == null ? 0 : words(json.text());
    }
}
