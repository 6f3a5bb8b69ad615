package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import dev.sluice.wire.bedrock.BedrockContentWriter.Target;
import dev.sluice.wire.json.JsonTree;

/** Writes a whole answer for a caller. */
final class BedrockResponseWriter {
    private BedrockResponseWriter() {}

    static Bytes write(ChatResponse response, Losses losses) {
        ObjectNode root = JsonTree.object();
        ObjectNode message = root.putObject("output").putObject("message").put("role", "assistant");
        ArrayNode content = message.putArray("content");
        if (response.choices().size() > 1) {
            losses.add(Loss.CHOICES);
        }
        Choice choice = response.choices().isEmpty() ? null : response.choices().getFirst();
        if (choice != null) {
            new BedrockContentWriter(Target.CALLER, losses).write(choice.parts(), content);
            if (!choice.logprobs().isEmpty()) {
                losses.add(Loss.LOGPROBS);
            }
        }
        root.put("stopReason", BedrockFinish.write(choice == null ? null : choice.finish(), losses));
        if (response.usage() != null) {
            BedrockUsage.write(response.usage(), root, losses);
        }
        BedrockExtras.write(response.extras(), root, losses);
        if (choice != null) {
            BedrockExtras.write(choice.extras(), root, losses);
        }
        return JsonTree.write(root);
    }
}
