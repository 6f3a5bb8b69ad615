package dev.sluice.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.price.GroupFactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a change is refused before a database has to. */
class PriceDocumentTest {
    private static ObjectNode document() {
        ObjectNode root = PriceSheet.JSON.createObjectNode();
        root.putObject("models").putObject("m").put("input", 1).put("output", 1);
        return root;
    }

    private static ObjectNode model(ObjectNode root) {
        return (ObjectNode) root.path("models").path("m");
    }

    private static void assertRefused(ObjectNode root, String message) {
        assertThatThrownBy(() -> PriceDocument.change(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "a\u0085b", "a\ud800", "\udc00b"})
    void whatADatabaseCannotKeepIsRefusedWhereverItStands(String bad) {
        String message = "control characters";
        ObjectNode named = document();
        named.withObject("models").set(bad, model(named).deepCopy());
        assertRefused(named, message);
        assertRefused(document().put("note", bad), message);
        assertRefused(document().put("source", bad), message);
        for (String part : new String[] {"providers", "channels", "groups"}) {
            ObjectNode root = document();
            model(root).putObject(part).putObject(bad).put("input", 2);
            assertRefused(root, message);
        }
        ObjectNode factored = document();
        model(factored).putObject("factors").put(bad, 2);
        assertRefused(factored, message);
        ObjectNode tiered = document();
        model(tiered).putArray("tiers").addObject().put("service", bad).put("input", 2);
        assertRefused(tiered, message);
        ObjectNode group = PriceSheet.JSON.createObjectNode();
        group.putObject("groups").put(bad, 1);
        assertRefused(group, message);
    }

    @Test
    void namesOfAnyScriptAreTaken() {
        ObjectNode root = document().put("note", "für \ud83d\ude00 — 模型");

        assertThat(PriceDocument.change(root).note()).isEqualTo("für \ud83d\ude00 — 模型");
    }

    @Test
    void groupsOfRatiosThatNoDatabaseCanKeepAreLeft() {
        ObjectNode root = PriceSheet.JSON.createObjectNode();
        root.putObject("model_ratio").put("m", 1);
        root.putObject("group_ratio").put("vip", 1).put("a\u0000", 1).put("x".repeat(201), 1);

        Imported imported = RatioPrices.read("one-api", root);

        assertThat(imported.change().groups()).extracting(GroupFactor::group).containsExactly("vip");
        assertThat(imported.left())
                .anyMatch(line -> line.contains("control characters"))
                .anyMatch(line -> line.contains("1 to 200 characters"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"providers", "channels", "groups"})
    void aModelHasAtMostFiveHundredOfAPart(String part) {
        ObjectNode root = document();
        ObjectNode names = model(root).putObject(part);
        for (int i = 0; i < 500; i++) {
            names.putObject("p" + i).put("input", 2);
        }
        assertThat(PriceDocument.change(root).rules()).hasSize(501);

        names.putObject("more").put("input", 2);

        assertRefused(root, "models → m → " + part + ": at most 500, found 501");
    }

    @Test
    void aDocumentMakesAtMostTwentyThousandPrices() {
        ObjectNode root = document();
        for (int m = 0; m < 40; m++) {
            ObjectNode groups = root.withObject("models").putObject("m" + m).putObject("groups");
            for (int i = 0; i < 500; i++) {
                groups.putObject("g" + i).put("input", 2).put("output", 2);
            }
        }

        assertRefused(root, "a document makes at most 20000 prices");
    }

    @Test
    void anImportMakesAtMostTwentyThousandPrices() {
        ObjectNode root = PriceSheet.JSON.createObjectNode();
        for (int i = 0; i < 10_001; i++) {
            root.putObject("m" + i).put("litellm_provider", "openai").put("input_cost_per_token", 1);
        }

        assertThatThrownBy(() -> LiteLlmPrices.read(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a document makes at most 20000 prices");
    }
}
