package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiUsageReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}|10 0 0 5 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":4}}|6 4 0"
                        + " 5 0",
                "{\"prompt_tokens\":10,\"prompt_cache_hit_tokens\":7,\"prompt_cache_miss_tokens\":3,\"completion_tokens\":5}|3"
                        + " 7 0 5 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"cached_tokens\":2}|8 2 0 5 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"completion_tokens_details\":{\"reasoning_tokens\":3}}|10"
                        + " 0 0 2 3",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"completion_tokens_details\":{\"reasoning_tokens\":9}}|10"
                        + " 0 0 0 5",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":40}}|0 10"
                        + " 0 5 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":2,\"cache_write_tokens\":3}}|5"
                        + " 2 3 0 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":0,\"prompt_tokens_details\":{\"cache_creation_tokens\":30}}|0"
                        + " 0 10 0 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":null,\"completion_tokens_details\":null}|10"
                        + " 0 0 5 0",
                "{\"total_tokens\":15}|15 0 0 0 0",
                "{\"completion_tokens\":5,\"total_tokens\":15}|10 0 0 5 0",
                "{\"prompt_tokens\":0,\"completion_tokens\":0}|0 0 0 0 0",
                "{\"prompt_tokens\":1000000000,\"completion_tokens\":1,\"cost\":0.5,\"queue_time\":-1}|1000000000 0 0"
                        + " 1 0"
            })
    void tokensAreParcelledIntoDisjointClasses(String json, String expected) {
        OpenAiUsageReader.Report report = read(json, Set.of());

        assertThat(report.suspect()).isFalse();
        assertThat(show(report)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":303,\"completion_tokens_details\":{\"reasoning_tokens\":290}}|12"
                        + " 0 0 1 290",
                "{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":303}|12 0 0 1 290",
                "{\"prompt_tokens\":12,\"completion_tokens\":1}|12 0 0 1 0"
            })
    void reasoningBesideTheCompletionIsAddedToIt(String json, String expected) {
        assertThat(show(read(json, Set.of(Quirk.REASONING_BESIDE_COMPLETION)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt_tokens\":-1,\"completion_tokens\":5}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1000000001}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1e3}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":3}",
                "{\"prompt_tokens\":\"1\",\"completion_tokens\":3}",
                "{\"prompt_tokens\":[1],\"completion_tokens\":3}",
                "{\"prompt_tokens\":true}",
                "{\"prompt_tokens\":NaN}",
                "{\"prompt_tokens\":92233720368547758079999,\"completion_tokens\":3}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":-4}}",
                "{\"prompt_tokens\":1,\"completion_tokens\":1,\"completion_tokens_details\":7}",
                "7",
                "\"many\""
            })
    void aReportThatCannotBeTrueIsSuspect(String json) {
        OpenAiUsageReader.Report report = read(json, Set.of());

        assertThat(report.suspect()).isTrue();
        assertThat(report.usage()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"prompt_tokens\":null}", "{\"cost\":1}"})
    void aReportThatSaysNothingIsNone(String json) {
        assertThat(read(json, Set.of())).isEqualTo(OpenAiUsageReader.Report.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // What was cached is taken from the text first; only what is more than the text is taken from the
                // sound.
                "{\"prompt_tokens\":100,\"completion_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":40,\"audio_tokens\":50}}|10"
                        + " 40 0 0 0 / 0 50 0 0 0",
                "{\"prompt_tokens\":100,\"completion_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":80,\"audio_tokens\":50}}|0"
                        + " 80 0 0 0 / 0 20 0 0 0",
                // Films are priced as pictures; Alibaba counts them apart.
                "{\"prompt_tokens\":100,\"completion_tokens\":0,\"prompt_tokens_details\":{\"image_tokens\":20,\"video_tokens\":30}}|50"
                        + " 0 0 0 0 / 0 0 50 0 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":20,\"completion_tokens_details\":{\"audio_tokens\":12,\"reasoning_tokens\":5}}|10"
                        + " 0 0 3 5 / 0 0 0 12 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":20,\"completion_tokens_details\":{\"audio_tokens\":12,\"reasoning_tokens\":15,\"image_tokens\":9}}|10"
                        + " 0 0 0 15 / 0 0 0 5 0",
                // At the top these names say nothing of one side.
                "{\"prompt_tokens\":10,\"completion_tokens\":2,\"audio_tokens\":7,\"image_tokens\":3}|10 0 0 2 0 / 0 0"
                        + " 0 0 0",
                "{\"prompt_tokens\":10,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cache_creation_input_tokens\":6,\"cache_creation\":{\"ephemeral_1h_input_tokens\":4}}}|4"
                        + " 0 2 2 0 / 4 0 0 0 0"
            })
    void soundsPicturesAndLongCachesAreClassesOfTheirOwn(String json, String expected) {
        OpenAiUsageReader.Report report = read(json, Set.of());

        assertThat(show(report) + " / " + rare(report)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt_tokens\":1,\"num_search_queries\":3}|3",
                "{\"prompt_tokens\":1,\"server_tool_use\":{\"web_search_requests\":2}}|2",
                "{\"prompt_tokens\":1,\"num_search_queries\":0}|",
                "{\"prompt_tokens\":1,\"num_search_queries\":\"many\"}|",
                "{\"prompt_tokens\":1,\"num_search_queries\":-1}|",
                "{\"prompt_tokens\":1,\"server_tool_use\":7}|"
            })
    void searchesAreCountedAndNeverSpoilTheTokens(String json, @Nullable Long searches) {
        Usage usage = read(json, Set.of()).usage();

        assertThat(usage).isNotNull().satisfies(read -> {
            assertThat(read.prompt()).isEqualTo(1);
            assertThat(read.rare().units().get("tool/web_search")).isEqualTo(searches);
        });
    }

    @Test
    void noReportEverGivesMoreThanItsSums() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            int prompt = random.nextInt(100);
            int completion = random.nextInt(100);
            String json = "{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + completion
                    + ",\"prompt_tokens_details\":{\"cached_tokens\":" + random.nextInt(150)
                    + ",\"cache_write_tokens\":"
                    + random.nextInt(150) + ",\"audio_tokens\":" + random.nextInt(150) + ",\"image_tokens\":"
                    + random.nextInt(150) + "},\"completion_tokens_details\":{\"reasoning_tokens\":"
                    + random.nextInt(150) + ",\"audio_tokens\":" + random.nextInt(150) + ",\"image_tokens\":"
                    + random.nextInt(150) + "}}";

            Usage usage = read(json, Set.of()).usage();

            assertThat(usage).as(json).isNotNull().satisfies(u -> {
                assertThat(u.prompt()).isEqualTo(prompt);
                assertThat(u.completion()).isEqualTo(completion);
            });
        }
    }

    private static OpenAiUsageReader.Report read(String json, Set<Quirk> quirks) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return OpenAiUsageReader.read(bytes, 0, bytes.length, quirks);
    }

    private static String show(OpenAiUsageReader.Report report) {
        Usage usage = report.usage();
        return usage == null
                ? "none"
                : usage.input() + " " + usage.cacheRead() + " " + usage.cacheWrite() + " " + usage.output() + " "
                        + usage.reasoning();
    }

    private static String rare(OpenAiUsageReader.Report report) {
        Usage usage = report.usage();
        RareUsage rare = usage == null ? RareUsage.NONE : usage.rare();
        return rare.cacheWriteHour() + " " + rare.audioInput() + " " + rare.imageInput() + " " + rare.audioOutput()
                + " " + rare.imageOutput();
    }
}
