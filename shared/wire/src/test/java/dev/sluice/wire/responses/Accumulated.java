package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts a stream together as the official SDKs do, and complains where they would. */
final class Accumulated {
    private final List<JsonNode> added = new ArrayList<>();
    private final Map<Integer, JsonNode> done = new HashMap<>();
    private final Map<String, StringBuilder> deltas = new HashMap<>();

    private Accumulated() {}

    static void check(List<JsonNode> events) {
        Accumulated sum = new Accumulated();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
            sum.event(events.get(i));
        }
        assertThat(events.getFirst().path("type").asText()).isEqualTo("response.created");
        assertThat(events.get(1).path("type").asText()).isEqualTo("response.in_progress");
        JsonNode output = events.getLast().path("response").path("output");
        assertThat(output).hasSize(sum.added.size());
        for (int i = 0; i < output.size(); i++) {
            assertThat(output.get(i)).isEqualTo(sum.done.get(i));
        }
    }

    /** The data of each event. */
    static List<JsonNode> data(Bytes stream) {
        return stream.utf8()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JsonTree.parse(line.substring(6)).orElseThrow())
                .toList();
    }

    private void event(JsonNode event) {
        String type = event.path("type").asText();
        int index = event.path("output_index").asInt(-1);
        if (type.equals("response.output_item.added")) {
            assertThat(index).isEqualTo(added.size());
            added.add(event.path("item"));
        } else if (type.equals("response.output_item.done")) {
            assertThat(done.put(index, event.path("item"))).isNull();
            assertThat(event.path("item").path("id")).isEqualTo(added.get(index).path("id"));
        } else if (index >= 0) {
            assertThat(done).doesNotContainKey(index);
            assertThat(event.path("item_id")).isEqualTo(added.get(index).path("id"));
            texts(type, event);
        }
    }

    private void texts(String type, JsonNode event) {
        String part = type.substring(0, type.lastIndexOf('.')) + event.path("output_index") + "/"
                + event.path("content_index") + "/" + event.path("summary_index");
        if (type.endsWith(".delta")) {
            deltas.computeIfAbsent(part, key -> new StringBuilder())
                    .append(event.path("delta").asText());
        } else if (type.endsWith(".done") && !event.has("part")) {
            String whole = event.path("text").asText("")
                    + event.path("refusal").asText("")
                    + event.path("arguments").asText("")
                    + event.path("input").asText("");
            assertThat(deltas.getOrDefault(part, new StringBuilder()).toString())
                    .isEqualTo(whole);
        }
    }
}
