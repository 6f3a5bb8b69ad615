package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Tool;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponsesToolsTest {

    @Test
    void anObjectAlwaysSaysWhatItHas() {
        ObjectNode out = JsonTree.object();
        Tool tool = new Tool.Function("f", null, new RawJson("{\"type\":\"object\"}"), null, Notes.NONE);

        ResponsesTools.write(List.of(tool), false, out, new Losses());

        assertThat(out.at("/tools/0/parameters").toString()).isEqualTo("{\"type\":\"object\",\"properties\":{}}");
    }
}
