package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an answer of Bedrock that came whole. It tells neither an id, nor a model, nor a time. */
final class BedrockResponseReader {
    private BedrockResponseReader() {}

    static ChatResponse read(Bytes body) {
        Doc root = Doc.ofUpstream(body);
        if (!root.has("output")) {
            throw root.at("output").wrong("an answer");
        }
        List<Part> parts = BedrockContentReader.ofUpstream(
                root.object("output").object("message").list("content"));
        String stopReason = root.textOr("stopReason", "");
        ObjectNode rest = JsonTree.object();
        root.node().properties().forEach(member -> rest.set(member.getKey(), member.getValue()));
        rest.remove(List.of("output", "stopReason"));
        Usage usage = BedrockUsage.read(root.node());
        Choice choice = new Choice(
                0, parts, stopReason.isEmpty() ? null : BedrockFinish.read(stopReason), List.of(), extras(usage, rest));
        return new ChatResponse("", "", 0, List.of(choice), usage, Extras.NONE);
    }

    /** What an answer says beside its message: metrics, traces, classes of tokens that only Bedrock has. */
    static Extras extras(@Nullable Usage usage, ObjectNode said) {
        ObjectNode written = JsonTree.object();
        if (usage != null) {
            BedrockUsage.write(usage, written, new Losses());
        }
        return BedrockExtras.beyond(written, said);
    }
}
