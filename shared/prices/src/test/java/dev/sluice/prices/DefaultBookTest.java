package dev.sluice.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.TokenClass;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the shipped prices must not say, whatever the list says that they are taken from. */
class DefaultBookTest {
    private static final Path FOLDER = Path.of("../../conf/prices");
    private static final long MOST_FACTOR = 10_000_000;

    /** Models that answer with no text: vectors, scores, or pictures with a price of their own. */
    private static final Pattern NO_TEXT =
            Pattern.compile("(?i).*(embed|rerank|bge-|voyage-).*|ada|gpt-image-.*|chatgpt-image-latest");
    /** Models that cannot be asked in a chat, and are paid by the picture, the second, the character or the search. */
    private static final Pattern NO_CHAT = Pattern.compile(
            "(?i)(amazon\\.(nova-canvas|titan-image)|stability\\.|imagen-|veo-|sora-|dall-e|tts-|whisper|gpt-realtime-whisper|playai-tts|speech-|rerank-).*");

    private static List<PriceRule> rules() {
        return PriceFiles.load(FOLDER).rules();
    }

    private static boolean hasTokenPrice(Rates rates) {
        return Arrays.stream(TokenClass.values()).anyMatch(c -> rates.of(c) > 0);
    }

    @Test
    void noAnswerOfAModelWithATokenPriceIsFree() {
        assertThat(rules())
                .filteredOn(rule -> hasTokenPrice(rule.terms().base()))
                .filteredOn(rule -> !NO_TEXT.matcher(rule.scope().model()).matches())
                .allSatisfy(rule -> assertThat(rule.terms().base().of(TokenClass.OUTPUT))
                        .as(rule.scope().toString())
                        .isPositive());
    }

    @Test
    void noChatIsPricedInUnitsOnly() {
        assertThat(rules())
                .filteredOn(rule -> !hasTokenPrice(rule.terms().base())
                        && rule.terms().base().perRequest() == 0)
                .extracting(rule -> rule.scope().model())
                .allMatch(model -> NO_CHAT.matcher(model).matches());
    }

    @Test
    void noFactorIsASlipOfThePoint() {
        assertThat(rules())
                .allSatisfy(rule -> assertThat(rule.terms().factors().values())
                        .as(rule.scope().toString())
                        .allMatch(factor -> factor > 0 && factor <= MOST_FACTOR));
    }

    @Test
    void searchesOfGooglesModelsArePricedAsTheyAreCounted() {
        List<PriceRule> google = rules().stream()
                .filter(rule -> rule.scope().model().startsWith("gemini-") && hasTool(rule))
                .toList();

        assertThat(google).hasSizeGreaterThan(30);
        assertThat(google)
                .allSatisfy(rule -> assertThat(rule.terms().base().units())
                        .as(rule.scope().toString())
                        .containsKey("tool/google_search"));
    }

    private static boolean hasTool(PriceRule rule) {
        return rule.terms().base().units().keySet().stream().anyMatch(unit -> unit.startsWith("tool/"));
    }
}
