package dev.sluice.provider.preset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.model.catalog.Provider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Reads the folder of provider presets. Blocks; call it before the gateway starts. */
public final class Presets {
    private static final String ENDING = ".yaml";
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private Presets() {}

    /**
     * All presets of a folder, by name.
     *
     * @param folder such as {@code conf/providers}; each {@code *.yaml} in it is one preset
     * @throws BadPreset if a file cannot be read, has an unknown key, or a value that makes no sense
     */
    public static Map<String, Provider> load(Path folder) {
        Map<String, Provider> presets = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                String fileName = file.getFileName().toString();
                String name = fileName.substring(0, fileName.length() - ENDING.length());
                presets.put(name, read(name, file.toString(), Files.readString(file)));
            }
        } catch (IOException e) {
            throw new BadPreset(folder.toString(), "cannot be read as a folder of presets (" + e.getMessage() + ")");
        }
        return Collections.unmodifiableMap(presets);
    }

    /**
     * One preset.
     *
     * @param file for messages
     */
    public static Provider read(String name, String file, String yaml) {
        return new PresetReader(file, parse(file, yaml)).read(name);
    }

    private static ObjectNode parse(String file, String yaml) {
        try {
            JsonNode root = YAML.readTree(yaml);
            if (root instanceof ObjectNode fields) {
                return fields;
            }
            throw new BadPreset(file, "expected keys and values");
        } catch (JsonProcessingException e) {
            throw new BadPreset(file, "is not valid YAML: " + e.getOriginalMessage());
        }
    }
}
