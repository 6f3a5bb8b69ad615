package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;

/** Sounds in answers. They do not name their format, which the request asked for; it shows in how they begin. */
final class OpenAiAudio {
    private static final Set<String> KNOWN = Set.of("data", "transcript");

    private OpenAiAudio() {}

    static Part.Audio read(Doc audio) {
        String data = audio.at("data").node().asText("");
        String format = format(data);
        JsonNode transcript = audio.at("transcript").node();
        return new Part.Audio(
                new Source.Inline("audio/" + format, data),
                format,
                transcript.textValue(),
                new OpenAiRest().inside("audio", audio, KNOWN).notes());
    }

    /** The sound that begins in a stream, without its content; streams are always of {@code pcm16}. */
    static Part.Audio head(Doc audio) {
        Part.Audio whole = read(audio);
        return new Part.Audio(new Source.Inline("audio/pcm16", ""), "pcm16", null, whole.notes());
    }

    private static String format(String base64) {
        if (base64.startsWith("UklGR")) {
            return "wav";
        }
        if (base64.startsWith("SUQz") || base64.startsWith("//")) {
            return "mp3";
        }
        if (base64.startsWith("T2dnU")) {
            return "opus";
        }
        return base64.startsWith("ZkxhQ") ? "flac" : "pcm16";
    }

    /** Writes {@code audio} into a message, under an id made up if the upstream gave none. */
    static void write(Part.Audio audio, String id, ObjectNode message, Losses losses) {
        if (!(audio.source() instanceof Source.Inline inline)) {
            losses.add(Loss.AUDIO);
            return;
        }
        ObjectNode out = message.putObject("audio").put("id", "audio_" + id).put("data", inline.base64());
        if (audio.transcript() != null) {
            out.put("transcript", audio.transcript());
        }
        ObjectNode own = JsonTree.object();
        losses.carry(audio.notes().extras(), Dialect.OPENAI, own);
        if (own.get("audio") instanceof ObjectNode members) {
            out.setAll(members);
        }
    }
}
