package dev.sluice.wire.bedrock;

import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;

/** Gives a part other notes. */
final class BedrockNotes {
    private BedrockNotes() {}

    static Part with(Part part, Notes notes) {
        return switch (part) {
            case Part.Text text -> new Part.Text(text.text(), text.citations(), notes);
            case Part.Image image -> new Part.Image(image.source(), image.detail(), notes);
            case Part.Audio audio -> new Part.Audio(audio.source(), audio.format(), audio.transcript(), notes);
            case Part.Video video -> new Part.Video(video.source(), notes);
            case Part.Document document ->
                new Part.Document(document.source(), document.name(), document.context(), document.cited(), notes);
            case Part.Reasoning thought -> new Part.Reasoning(thought.text(), thought.summary(), notes);
            case Part.ToolUse use -> new Part.ToolUse(use.id(), use.name(), use.input(), use.custom(), notes);
            case Part.ToolResult result ->
                new Part.ToolResult(result.callId(), result.name(), result.content(), result.error(), notes);
            case Part.Refusal refusal -> new Part.Refusal(refusal.text(), notes);
            case Part.Opaque opaque -> new Part.Opaque(opaque.dialect(), opaque.type(), opaque.json(), notes);
        };
    }
}
