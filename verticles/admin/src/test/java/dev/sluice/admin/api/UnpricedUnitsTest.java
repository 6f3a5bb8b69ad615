package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.TokenClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpricedUnitsTest {
    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    /** The book has a rate for pictures and none for maps. */
    @Test
    void whatWasUsedAndHasNoPriceIsShown() {
        PriceRule rule = management
                .store
                .prices()
                .publish(PriceChange.ofOperator(
                        "test",
                        List.of(PriceRule.of(
                                PriceRule.Kind.SALE,
                                PriceRule.Origin.OPERATOR,
                                Scope.of("mapper"),
                                Terms.flat(new Rates(Map.of(TokenClass.INPUT, 1L), 0, Map.of("image", 5L))))),
                        List.of()))
                .rules()
                .getFirst();
        Map<String, Long> units = Map.of("image", 2L, "tool/google_maps", 3L, "tool/x_search", 1L);
        Rows.settle(management.store, List.of(Rows.of("call-3", "alice", "key_hers", "other", new NanoDollars(5))));
        Rows.settle(
                management.store,
                List.of(Rows.using(
                        Rows.of("call-maps", "alice", "key_hers", "mapper", new NanoDollars(10)), units, rule.id())));

        JsonNode shown = management.get("/api/requests/call-maps").expect(200).json();
        JsonNode usual = management.get("/api/requests/call-3").expect(200).json();
        String csv =
                management.get("/api/requests/export?model=mapper").expect(200).text();

        assertThat(shown.path("unpriced_units"))
                .extracting(JsonNode::asText)
                .containsExactly("tool/google_maps", "tool/x_search");
        assertThat(usual.path("unpriced_units")).isEmpty();
        assertThat(csv).contains(",unpriced_units\r\n").contains(",tool/google_maps tool/x_search\r\n");
    }
}
