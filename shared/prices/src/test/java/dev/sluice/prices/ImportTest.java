package dev.sluice.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.Circumstances;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lists of other systems come to; {@code imports} has small ones in their form. */
class ImportTest {
    private static JsonNode sample(String name) throws IOException {
        try (InputStream in = ImportTest.class.getResourceAsStream("/imports/" + name)) {
            return PriceSheet.JSON.readTree(Objects.requireNonNull(in));
        }
    }

    private static Map<Scope, String> sheets(Imported imported) {
        Map<Scope, String> sheets = new LinkedHashMap<>();
        for (PriceRule rule : imported.change().rules()) {
            assertThat(rule.origin()).isEqualTo(Origin.OPERATOR);
            sheets.put(rule.scope(), PriceSheet.text(rule.terms()));
        }
        return sheets;
    }

    private static Map.Entry<Scope, String> of(String model, String sheet) {
        return of(Scope.of(model), sheet);
    }

    private static Map.Entry<Scope, String> of(String model, String provider, String sheet) {
        return of(new Scope(model, provider, null, null), sheet);
    }

    private static Map.Entry<Scope, String> of(Scope scope, String sheet) {
        return Map.entry(scope, PriceSheet.text(PriceSheet.parse(sheet.replace('\'', '"'))));
    }

    @Test
    void liteLlmsPricesAreTakenExactly() throws IOException {
        Imported imported = LiteLlmPrices.read(sample("litellm.json"));

        assertThat(imported.change().rules()).allMatch(rule -> rule.kind() == Kind.LIST);
        String base = "'input':3,'cache-read':0.3,'cache-write':3.75,'cache-write-1h':6,'audio-input':40,'output':15,"
                + "'reasoning':20,'audio-output':80,'image-output':30,'units':{'tool/web_search':0.035,"
                + "'tool/web_search/low':0.03,'tool/web_search/medium':0.035,'tool/web_search/high':0.05}";
        String tiers =
                "[{'above':200000,'input':6,'cache-read':0.6,'output':22.5},{'service':'batch','input':1.5,'output':7.5},"
                        + "{'service':'batch','above':200000,'input':6,'cache-read':0.6,'output':22.5},"
                        + "{'service':'flex','input':1.5},"
                        + "{'service':'flex','above':200000,'input':6,'cache-read':0.6,'output':22.5},"
                        + "{'service':'priority','input':6},"
                        + "{'service':'priority','above':200000,'input':9,'cache-read':0.6,'output':22.5}]";
        String stepped = "{'input':1,'output':5,'tiers':[{'above':32000,'input':1.8,'output':9}]}";
        assertThat(sheets(imported))
                .containsOnly(
                        of("plain", "{'input':2.5,'output':10}"),
                        of("plain", "openai", "{'input':2.5,'output':10}"),
                        of("full", "{" + base + ",'tiers':" + tiers + "}"),
                        of("full", "anthropic", "{" + base + ",'tiers':" + tiers + "}"),
                        of("shared", "{'input':2,'output':2}"),
                        of("shared", "gemini", "{'input':1,'output':1}"),
                        of("shared", "openrouter", "{'input':2,'output':2}"),
                        of("picture", "{'units':{'image':0.04}}"),
                        of("picture", "openai", "{'units':{'image':0.04}}"),
                        of("speech", "{'units':{'character':0.000015}}"),
                        of("speech", "openai", "{'units':{'character':0.000015}}"),
                        of("listening", "{'units':{'second':0.0001}}"),
                        of("listening", "openai", "{'units':{'second':0.0001}}"),
                        of("rank", "{'units':{'search_unit':0.002}}"),
                        of("rank", "cohere", "{'units':{'search_unit':0.002}}"),
                        of("stepped", stepped),
                        of("stepped", "qwen", stepped));
    }

    private static Imported liteLlm(String list) throws IOException {
        return LiteLlmPrices.read(PriceSheet.JSON.readTree(list.replace('\'', '"')));
    }

    @Test
    void anImportTakesThePlaceOfAnOlderPriceOfTheProviders() throws IOException {
        String list = "{'m':{'litellm_provider':'openai','input_cost_per_token':%s,'output_cost_per_token':1e-6},"
                + "'azure/m':{'litellm_provider':'azure','input_cost_per_token':4e-6,'output_cost_per_token':1e-6}}";
        PriceBook before = PriceBook.EMPTY.with(liteLlm(list.formatted("2e-6")).change(), 1);

        PriceBook after = before.with(liteLlm(list.formatted("9e-6")).change(), 2);

        PriceRule rule =
                after.sale(new Occasion("m", "openai", null, "default", 0)).orElseThrow();
        assertThat(rule.terms()).isEqualTo(PriceSheet.parse("{\"input\":9,\"output\":1}"));
    }

    @Test
    void ofProvidersThatAreOneHereTheDearestCounts() throws IOException {
        Imported imported = liteLlm(
                "{'bedrock_converse/m':{'litellm_provider':'bedrock_converse','input_cost_per_token':1e-6,'output_cost_per_token':1e-6},"
                        + "'bedrock/m':{'litellm_provider':'bedrock','input_cost_per_token':2e-6,'output_cost_per_token':1e-6},"
                        + "'xai/m':{'litellm_provider':'xai','input_cost_per_token':5e-6,'output_cost_per_token':1e-6}}");

        assertThat(imported.change().rules()).extracting(PriceRule::key).doesNotHaveDuplicates();
        assertThat(sheets(imported))
                .containsOnly(
                        of("m", "{'input':5,'output':1}"),
                        of("m", "bedrock", "{'input':2,'output':1}"),
                        of("m", "xai", "{'input':5,'output':1}"));
        assertThat(imported.left())
                .containsExactly("m: the price of bedrock_converse, which is bedrock here and has a dearer one");
    }

    @ParameterizedTest
    @CsvSource({"1000, 2000000", "200000, 400000000", "200001, 600003000", "400000, 1200000000"})
    void aLongPromptInAServiceCostsTheDearerOfItsTwoPrices(long prompt, long nanoDollars) throws IOException {
        Imported imported = liteLlm("{'m':{'litellm_provider':'openai','input_cost_per_token':1e-6,"
                + "'input_cost_per_token_priority':2e-6,'input_cost_per_token_above_200k_tokens':3e-6}}");
        Usage usage = new Usage(prompt, 0, 0, 0, 0).with(RareUsage.NONE.withTier("priority"));

        assertThat(imported.change().rules().getFirst().terms().of(usage, Circumstances.at(0)))
                .isEqualTo(new NanoDollars(nanoDollars));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini, tool/google_search",
        "vertex_ai-language-models, tool/google_search",
        "vertex_ai-anthropic_models, tool/web_search",
        "openai, tool/web_search",
        "xai, tool/x_search",
        "cohere_chat, tool/search",
    })
    void searchesArePricedUnderTheUnitThatTheProvidersAnswersAreCountedIn(String provider, String unit)
            throws IOException {
        Imported imported = liteLlm("{'m':{'litellm_provider':'" + provider + "','output_cost_per_token':1e-6,"
                + "'search_context_cost_per_query':{'search_context_size_medium':0.035}}}");

        assertThat(imported.change().rules().getFirst().terms().base().units())
                .containsEntry(unit, 35_000_000_000_000L);
    }

    @Test
    void whatLiteLlmHasAndWeHaveNotIsListed() throws IOException {
        Imported imported = LiteLlmPrices.read(sample("litellm.json"));

        assertThat(imported.left())
                .containsExactlyInAnyOrder(
                        "full: file_search_cost_per_1k_calls has no counterpart here",
                        "shared: the price of acme, which is no provider here",
                        "free: it has no price",
                        "negative → input_cost_per_token: expected dollars, not less than 0, found -1",
                        "fine → input_cost_per_token: expected dollars with at most 15 decimals, found 1E-16",
                        "broken: expected a model, found 7");
    }

    @Test
    void ratiosAreTakenExactly() throws IOException {
        Imported imported = RatioPrices.read("new-api", sample("new-api.json"));

        assertThat(imported.change().rules()).allMatch(rule -> rule.kind() == Kind.SALE);
        assertThat(sheets(imported))
                .containsOnly(
                        of(
                                "gpt-4o",
                                "{'input':2.5,'output':10,'cache-read':1.25,'audio-input':40,'audio-output':80,'image-input':5}"),
                        of("claude", "{'input':3,'output':15,'cache-read':0.3,'cache-write':3.75,'cache-write-1h':6}"),
                        of("bare", "{'input':0.2,'output':0.2}"),
                        of("dall-e-3", "{'units':{'image':0.04}}"),
                        of("tts-1", "{'units':{'character':0.000015}}"),
                        of("mj_imagine", "{'per-request':0.1}"),
                        of("claude-by-call", "{'per-request':0.05}"));
        assertThat(imported.change().groups())
                .extracting(group -> group.group() + " " + group.factor())
                .containsExactly("default 1000000", "vip 850000");
        assertThat(imported.left())
                .containsExactlyInAnyOrder(
                        "bare: no completion ratio; its output is priced as its input",
                        "gift: it is free there",
                        "m(33): a price for one type of channel only",
                        "new-api: model_ratio → odd: expected a ratio, not less than 0, found -1",
                        "fine: its price has more than nine decimals",
                        "new-api: group_ratio → bad: expected a ratio, not less than 0, found -1");
    }

    @Test
    void optionsMayBeTextsAndCapitalised() {
        JsonNode options = PriceSheet.JSON
                .createObjectNode()
                .put("ModelRatio", "{\"m\": 15}")
                .put("CompletionRatio", "{\"m\": 2}");

        assertThat(sheets(RatioPrices.read("one-api", options))).containsOnly(of("m", "{'input':30,'output':60}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "{}", "{\"model_ratio\": 5}", "{\"model_ratio\": \"{\"}"})
    void whatIsNoListIsRefused(String text) throws IOException {
        JsonNode node = PriceSheet.JSON.readTree(text);

        assertThatThrownBy(() -> RatioPrices.read("one-api", node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("one-api: ");
    }
}
