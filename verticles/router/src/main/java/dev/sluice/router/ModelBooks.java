package dev.sluice.router;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.model.catalog.ModelBook;
import dev.sluice.model.catalog.ModelFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what is known of models: YAML files such as {@code conf/models/default.yaml}, which shows the format. */
public final class ModelBooks {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final String FIRST = "default.yaml";

    private ModelBooks() {}

    private record Book(@Nullable Map<String, @Nullable Entry> models) {
        static final Book EMPTY = new Book(null);
    }

    private record Entry(
            @Nullable Integer context,
            @Nullable Integer output,
            @Nullable List<String> inputs,
            @Nullable List<String> outputs,
            @Nullable List<String> features) {
        static final Entry SILENT = new Entry(null, null, null, null, null);

        ModelFacts facts() {
            return new ModelFacts(context, output, or(inputs, "text"), or(outputs, "text"), or(features));
        }

        private static List<String> or(@Nullable List<String> given, String... otherwise) {
            return given == null ? List.of(otherwise) : given;
        }
    }

    /**
     * Loads all {@code *.yaml} of a folder: {@code default.yaml} first, then the others by name, each over the ones before
     * it. A folder that is missing holds nothing.
     *
     * @throws IllegalArgumentException if a file is no such book; says which file and what is wrong
     * @throws UncheckedIOException if a file cannot be read
     */
    public static ModelBook load(Path folder) {
        Map<String, ModelFacts> models = new HashMap<>();
        for (Path file : files(folder)) {
            Map<String, @Nullable Entry> entries = read(file).models();
            if (entries != null) {
                entries.forEach((name, entry) -> models.put(name, (entry == null ? Entry.SILENT : entry).facts()));
            }
        }
        return new ModelBook(models);
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted(Comparator.comparing((Path file) -> !file.endsWith(FIRST))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Book read(Path file) {
        try {
            Book book = YAML.readValue(file.toFile(), Book.class);
            return book == null ? Book.EMPTY : book;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
