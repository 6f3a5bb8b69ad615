package dev.sluice.provider.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one provider: what {@code sample.yaml} of its folder says, and the bodies beside it, or in the folders
 * that it names under {@code shared}. How these are written is told by the README of the samples.
 */
record ProviderSample(String name, JsonNode said) {
    static final Path FOLDER = Path.of("src/test/resources/providers");
    private static final String STREAM_USAGE = "stream-usage";
    private static final String SHARED = "shared";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /**
     * One thing that the upstream can be asked in one of its dialects.
     *
     * @param says words that must be in its answer, thoughts included
     * @param streamUsage where it is another than that of a whole answer
     */
    record Ask(
            Dialect dialect,
            Operation operation,
            String url,
            String streamUrl,
            List<String> says,
            Usage usage,
            Usage streamUsage) {

        /** How files of it begin. */
        String prefix() {
            return dialect.id() + "." + operation.id() + ".";
        }
    }

    /** Names of all folders of samples. */
    static List<String> names() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals(SHARED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProviderSample read(String name) {
        try {
            return new ProviderSample(
                    name,
                    YAML.readTree(FOLDER.resolve(name).resolve("sample.yaml").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isRetired() {
        return said.has("retired");
    }

    String text(String key) {
        String value = said.path(key).textValue();
        if (value == null) {
            throw new AssertionError(name + "/sample.yaml has no '" + key + "'");
        }
        return value;
    }

    @Nullable
    String textOrNull(String key) {
        return said.path(key).textValue();
    }

    Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        said.path(key)
                .properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    List<Ask> asks() {
        List<Ask> asks = new ArrayList<>();
        said.path("asks").properties().forEach(field -> asks.add(ask(field.getKey(), field.getValue())));
        return asks;
    }

    private static Ask ask(String key, JsonNode value) {
        String[] words = key.split(" ", -1);
        String url = value.path("url").asText();
        return new Ask(
                Dialect.byId(words[0]).orElseThrow(),
                Operation.byId(words[1]).orElseThrow(),
                url,
                value.path("stream-url").asText(url),
                list(value.path("says")),
                usage(value.path("usage")),
                usage(value.has(STREAM_USAGE) ? value.path(STREAM_USAGE) : value.path("usage")));
    }

    private static Usage usage(JsonNode tokens) {
        Map<String, Long> units = new HashMap<>();
        tokens.path("units")
                .properties()
                .forEach(unit -> units.put(unit.getKey(), unit.getValue().asLong()));
        return new Usage(
                        tokens.path("input").asLong(),
                        tokens.path("cache-read").asLong(),
                        tokens.path("cache-write").asLong(),
                        tokens.path("output").asLong(),
                        tokens.path("reasoning").asLong())
                .with(RareUsage.NONE.withUnits(units));
    }

    static List<String> list(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** A body by its file's name, the model's name filled in where folders are shared. */
    String file(String fileName) {
        Path path = find(fileName)
                .orElseThrow(() -> new AssertionError(name + " has no sample " + fileName + ", nor do " + shared()));
        try {
            return Files.readString(path).replace("{model}", text("model"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String fileName) {
        return find(fileName).isPresent();
    }

    private Optional<Path> find(String fileName) {
        return Stream.concat(
                        Stream.of(FOLDER.resolve(name)),
                        shared().stream().map(folder -> FOLDER.resolve(SHARED).resolve(folder)))
                .map(folder -> folder.resolve(fileName))
                .filter(Files::exists)
                .findFirst();
    }

    private List<String> shared() {
        return list(said.path(SHARED));
    }

    /** Files of the provider's own that no check reads. */
    TreeSet<String> unread(List<Ask> asks) {
        TreeSet<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.list(FOLDER.resolve(name))) {
            all.map(path -> path.getFileName().toString()).forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.removeAll(List.of("sample.yaml", "refusal.json", "models.json", "balance.json"));
        asks.forEach(ask -> files.removeIf(file -> file.startsWith(ask.prefix())));
        return files;
    }

    @Override
    public String toString() {
        return name;
    }
}
