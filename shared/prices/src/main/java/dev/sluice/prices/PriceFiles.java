package dev.sluice.prices;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the prices of a folder: YAML files with {@code version}, {@code source}, {@code date}, {@code kind}, {@code groups} and
 * {@code models}. {@code conf/prices/default.yaml} explains them.
 */
public final class PriceFiles {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String FIRST = "default";
    private static final String ENDING = ".yaml";
    private static final Set<String> KEYS = Set.of("version", "source", "date", "kind", "groups", "models");

    private PriceFiles() {}

    /**
     * Reads one file, or all {@code *.yaml} of a folder: {@code default*.yaml} first, then the others by name; what a later one
     * says of the same calls counts. The version is the highest of theirs.
     *
     * @throws IllegalArgumentException if a file is not a price list; says which file, which key, and what was expected
     * @throws UncheckedIOException if a file cannot be read
     */
    public static PriceChange load(Path path) {
        Map<PriceRule.Key, PriceRule> rules = new LinkedHashMap<>();
        Map<String, GroupFactor> groups = new LinkedHashMap<>();
        List<String> sources = new ArrayList<>();
        int version = 0;
        for (Path file : files(path)) {
            PriceChange list = read(file);
            version = Math.max(version, list.version());
            list.rules().forEach(rule -> rules.put(rule.key(), rule));
            list.groups().forEach(group -> groups.put(group.group(), group));
            sources.add(list.source());
        }
        String source = String.join("; ", sources.stream().distinct().toList());
        return PriceChange.ofFiles(version, source, List.copyOf(rules.values()), List.copyOf(groups.values()));
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(file -> file.toString().endsWith(ENDING))
                    .sorted(Comparator.comparing((Path file) ->
                                    !file.getFileName().toString().startsWith(FIRST))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceChange read(Path file) {
        try {
            return list(Place.of(String.valueOf(file.getFileName())), YAML.readTree(file.toFile()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceChange list(Place place, JsonNode root) {
        place.checkKeys(root, KEYS);
        JsonNode version = root.path("version");
        if (!version.canConvertToInt() || version.intValue() < 1) {
            throw place.at("version").expected("a whole number from 1 on", version);
        }
        JsonNode models = root.path("models");
        if (!models.isObject()) {
            throw place.at("models").expected("models with their prices", models);
        }
        Kind kind = root.has("kind") ? PriceList.kind(place.at("kind"), root.path("kind")) : Kind.SALE;
        return PriceChange.ofFiles(
                version.intValue(),
                PriceList.plain(place.at("source"), root.path("source").asText("files")),
                PriceList.rules(place.at("models"), models, kind, Origin.FILE),
                PriceList.groups(place.at("groups"), root.path("groups"), Origin.FILE));
    }
}
