package dev.sluice.accounting;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads price books: YAML files with {@code version}, {@code source}, {@code date} and {@code models}. Prices are dollars
 * per million tokens, with at most nine decimals ({@code per-request}: dollars per request). {@code conf/prices/default.yaml}
 * shows the format.
 */
public final class PriceBooks {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String FIRST = "default.yaml";
    private static final Set<String> BOOK_KEYS = Set.of("version", "source", "date", "models");
    private static final Set<String> PRICE_KEYS =
            Set.of("input", "cache-read", "cache-write", "output", "reasoning", "per-request");

    private PriceBooks() {}

    /**
     * Loads one file, or all {@code *.yaml} of a folder: {@code default.yaml} first, then the others by name, each over
     * the ones before it. The book has the highest of their versions.
     *
     * @throws IllegalArgumentException if a file is not a price book; says which file, which key, and what was expected
     * @throws UncheckedIOException if a file cannot be read
     */
    public static PriceBook load(Path path) {
        Map<String, Price> prices = new HashMap<>();
        int version = 0;
        for (Path file : files(path)) {
            PriceBook book = read(file);
            version = Math.max(version, book.version());
            prices.putAll(book.prices());
        }
        return new PriceBook(version, prices);
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted(Comparator.comparing((Path file) -> !file.endsWith(FIRST))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceBook read(Path file) {
        try {
            return book(new Place(file.getFileName() + ":"), YAML.readTree(file.toFile()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceBook book(Place place, JsonNode root) {
        place.checkKeys(root, BOOK_KEYS);
        JsonNode version = root.path("version");
        if (!version.canConvertToInt() || version.intValue() < 1) {
            throw place.at("version").expected("a whole number from 1 on", version);
        }
        JsonNode models = root.path("models");
        if (!models.isObject()) {
            throw place.at("models").expected("models with their prices", models);
        }
        Map<String, Price> prices = new HashMap<>();
        models.properties()
                .forEach(model -> prices.put(
                        model.getKey(),
                        price(
                                place.at("models").at(model.getKey()),
                                model.getKey(),
                                version.intValue(),
                                model.getValue())));
        return new PriceBook(version.intValue(), prices);
    }

    private static Price price(Place place, String model, int version, JsonNode node) {
        place.checkKeys(node, PRICE_KEYS);
        long input = nanos(place, node, "input", null);
        long output = nanos(place, node, "output", null);
        return new Price(
                model,
                version,
                input,
                nanos(place, node, "cache-read", input),
                nanos(place, node, "cache-write", input),
                output,
                nanos(place, node, "reasoning", output),
                nanos(place, node, "per-request", 0L));
    }

    private static long nanos(Place place, JsonNode prices, String key, @Nullable Long otherwise) {
        JsonNode value = prices.path(key);
        if (value.isMissingNode() && otherwise != null) {
            return otherwise;
        }
        try {
            BigDecimal dollars = new BigDecimal(value.asText());
            if (dollars.signum() >= 0) {
                return NanoDollars.ofDollars(dollars).value();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw place.at(key).expected("dollars with at most nine decimals", value);
        }
        throw place.at(key).expected("dollars, not less than 0", value);
    }

    /** Where in which file something stands. */
    private record Place(String path) {
        Place at(String key) {
            return new Place(path + (path.endsWith(":") ? " " : " → ") + key);
        }

        void checkKeys(JsonNode node, Set<String> allowed) {
            if (!node.isObject()) {
                throw expected("the keys " + sorted(allowed), node);
            }
            node.fieldNames().forEachRemaining(key -> {
                if (!allowed.contains(key)) {
                    throw new IllegalArgumentException(
                            at(key).path() + ": unknown key; known ones are " + sorted(allowed));
                }
            });
        }

        IllegalArgumentException expected(String what, JsonNode found) {
            return new IllegalArgumentException(
                    path + ": expected " + what + ", found " + (found.isMissingNode() ? "nothing" : found));
        }

        private static String sorted(Set<String> keys) {
            return String.join(", ", keys.stream().sorted().toList());
        }
    }
}
