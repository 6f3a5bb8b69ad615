package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.catalog.Quirk;
import dev.sluice.wire.Addressee;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenAiIdsTest {
    private static final Addressee OPENAI = new Addressee("m", Set.of());
    private static final String CLAUDE_CODES = "{\"device_id\":\"" + "0".repeat(64)
            + "\",\"account_uuid\":\"\",\"session_id\":\"" + "1".repeat(36) + "\"}";

    @Test
    void aUserOfTooManyCharactersHasAStableHash() {
        String fit = OpenAiIds.fitUser(CLAUDE_CODES);

        assertThat(fit).matches("[0-9a-f]{64}").isEqualTo(OpenAiIds.fitUser(CLAUDE_CODES));
        assertThat(OpenAiIds.fitUser(CLAUDE_CODES + " ")).isNotEqualTo(fit);
    }

    @Test
    void whereAllCallsHaveShortIdsOthersBecomeThat() {
        Addressee mistral = new Addressee("m", Set.of(Quirk.SHORT_CALL_IDS));

        assertThat(OpenAiIds.fit("toolu_01A", mistral))
                .matches("[a-zA-Z0-9]{9}")
                .isEqualTo(OpenAiIds.fit("toolu_01A", mistral));
        assertThat(OpenAiIds.fit("D681PevKs", mistral)).isEqualTo("D681PevKs");
    }

    @Test
    void whatFitsIsLeftAlone() {
        String longest = "u".repeat(64);

        assertThat(OpenAiIds.fitUser(longest)).isEqualTo(longest);
        assertThat(OpenAiIds.fitItem(longest)).isEqualTo(longest);
        assertThat(OpenAiIds.fit("u".repeat(40), OPENAI)).hasSize(40).doesNotStartWith("call_");
    }

    @Test
    void aCallOfTooManyCharactersHasAStableHash() {
        String id = "toolu_" + "x".repeat(60);

        assertThat(OpenAiIds.fitItem(id)).startsWith("call_").hasSize(40).isEqualTo(OpenAiIds.fit(id, OPENAI));
    }
}
