package dev.sluice.wire.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Samples;
import org.junit.jupiter.api.Test;

/** What callers of Converse get of a stream. */
class BedrockEventWriterTest {
    @Test
    void aCallWithoutArgumentsHasAnEmptyObjectForInput() {
        EventWriter writer =
                BedrockCodec.INSTANCE.chat().eventWriter(Samples.question(Dialect.BEDROCK, true), new Losses());
        EventSink sink = new EventSink(Framing.AWS);

        writer.write(new ChatEvent.PartBegan(0, 0, new Part.ToolUse("id", "now", "", false, Notes.NONE)), sink);
        writer.write(new ChatEvent.PartEnded(0, 0), sink);
        writer.end(sink);

        assertThat(sink.take().utf8()).containsOnlyOnce("\"delta\":{\"toolUse\":{\"input\":\"{}\"}}");
    }
}
