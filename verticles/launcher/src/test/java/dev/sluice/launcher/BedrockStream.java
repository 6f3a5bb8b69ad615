package dev.sluice.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;

/** Puts the events of a Converse stream together to a message, as users of AWS's SDK have to do themselves. */
final class BedrockStream implements ConverseStreamResponseHandler.Visitor {
    private final Map<Integer, Block> blocks = new TreeMap<>();
    private @Nullable StopReason stopReason;
    private @Nullable TokenUsage usage;

    /** What is known of one block. */
    private static final class Block {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thought = new StringBuilder();
        private final StringBuilder input = new StringBuilder();
        private @Nullable String signature;
        private @Nullable SdkBytes redacted;
        private ToolUseBlock.@Nullable Builder use;

        void add(ContentBlockDelta delta) {
            if (delta.text() != null) {
                text.append(delta.text());
            }
            if (delta.toolUse() != null) {
                input.append(delta.toolUse().input());
            }
            if (delta.reasoningContent() != null && delta.reasoningContent().text() != null) {
                thought.append(delta.reasoningContent().text());
            }
            if (delta.reasoningContent() != null && delta.reasoningContent().redactedContent() != null) {
                redacted = delta.reasoningContent().redactedContent();
            }
            if (delta.reasoningContent() != null && delta.reasoningContent().signature() != null) {
                signature = delta.reasoningContent().signature();
            }
        }

        ContentBlock whole() {
            if (use != null) {
                return ContentBlock.fromToolUse(
                        use.input(document(Gateway.parse(input.toString()))).build());
            }
            if (redacted != null) {
                return ContentBlock.fromReasoningContent(ReasoningContentBlock.fromRedactedContent(redacted));
            }
            if (!thought.isEmpty() || signature != null) {
                return ContentBlock.fromReasoningContent(ReasoningContentBlock.fromReasoningText(
                        words -> words.text(thought.toString()).signature(signature)));
            }
            return ContentBlock.fromText(text.toString());
        }
    }

    @Override
    public void visitContentBlockStart(ContentBlockStartEvent event) {
        if (event.start().toolUse() != null) {
            block(event.contentBlockIndex()).use = ToolUseBlock.builder()
                    .toolUseId(event.start().toolUse().toolUseId())
                    .name(event.start().toolUse().name());
        }
    }

    @Override
    public void visitContentBlockDelta(ContentBlockDeltaEvent event) {
        block(event.contentBlockIndex()).add(event.delta());
    }

    @Override
    public void visitMessageStop(MessageStopEvent event) {
        stopReason = event.stopReason();
    }

    @Override
    public void visitMetadata(ConverseStreamMetadataEvent event) {
        usage = event.usage();
    }

    private Block block(int index) {
        return blocks.computeIfAbsent(index, ignored -> new Block());
    }

    Message message() {
        return Message.builder()
                .role(ConversationRole.ASSISTANT)
                .content(blocks.values().stream().map(Block::whole).toList())
                .build();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        blocks.values().forEach(block -> text.append(block.text));
        return text.toString();
    }

    /** Null until the message has ended. */
    @Nullable
    StopReason stopReason() {
        return stopReason;
    }

    @Nullable
    TokenUsage usage() {
        return usage;
    }

    /** The same value in AWS's words. */
    static Document document(JsonNode json) {
        if (json.isObject()) {
            Map<String, Document> members = new LinkedHashMap<>();
            json.properties().forEach(member -> members.put(member.getKey(), document(member.getValue())));
            return Document.fromMap(members);
        }
        if (json.isArray()) {
            List<Document> items = new ArrayList<>();
            json.forEach(item -> items.add(document(item)));
            return Document.fromList(items);
        }
        if (json.isNumber()) {
            return Document.fromNumber(json.decimalValue());
        }
        return json.isBoolean() ? Document.fromBoolean(json.asBoolean()) : Document.fromString(json.asText());
    }
}
