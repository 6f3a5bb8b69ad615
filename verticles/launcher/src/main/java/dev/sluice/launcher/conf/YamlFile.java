package dev.sluice.launcher.conf;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads a configuration file into dotted keys; unknown ones are refused by name. */
final class YamlFile {
    private YamlFile() {}

    static Map<Key, String> read(Path file) {
        if (!Files.isReadable(file)) {
            throw new ConfException("--config: '%s' is not a file that can be read".formatted(file));
        }
        Map<Key, String> values = new EnumMap<>(Key.class);
        try {
            collect("", new YAMLMapper().readTree(Files.readAllBytes(file)), values);
        } catch (JacksonException malformed) {
            throw new ConfException("%s: not YAML: %s".formatted(file, malformed.getOriginalMessage()));
        } catch (IOException unreadable) {
            throw new ConfException("--config: '%s' cannot be read".formatted(file));
        }
        return values;
    }

    private static void collect(String path, JsonNode node, Map<Key, String> values) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), values));
        } else if (!(node instanceof MissingNode) && !(path.isEmpty() && node.isNull())) {
            Key key = Key.byPath(path)
                    .orElseThrow(
                            () -> new ConfException("%s: unknown key; see conf/sluice.yaml for all".formatted(path)));
            if (!node.isNull()) {
                values.put(key, textOf(node));
            }
        }
    }

    private static String textOf(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(","))
                : node.asText();
    }
}
