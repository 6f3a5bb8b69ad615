package dev.sluice.ingress.names;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@link ModelNames} from YAML such as {@code conf/names.yaml}, which shows the format. */
public final class NamesFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private NamesFile() {}

    private record Names(
            @Nullable Map<String, String> aliases,
            @Nullable List<Suffixes> suffixes,
            @Nullable List<String> literal) {}

    private record Suffixes(
            @Nullable String models, @Nullable List<String> forms) {
        ModelNames.Rule rule() {
            if (models == null || models.isBlank()) {
                throw new IllegalArgumentException("each of 'suffixes' needs 'models', a pattern of names");
            }
            return new ModelNames.Rule(NamePattern.of(models), wanted());
        }

        private static Set<SuffixForm> all(List<String> ids) {
            Set<SuffixForm> forms = EnumSet.noneOf(SuffixForm.class);
            for (String id : ids) {
                forms.add(SuffixForm.byId(id)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'" + id + "' is no form; forms are effort, thinking and parentheses")));
            }
            return forms;
        }

        private Set<SuffixForm> wanted() {
            return forms == null ? EnumSet.allOf(SuffixForm.class) : all(forms);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is not in the format; says what is wrong
     * @throws UncheckedIOException if it cannot be read
     */
    public static ModelNames read(Path file) {
        try {
            return read(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the text of a file; one that says nothing gives {@link ModelNames#NONE}. */
    static ModelNames read(String yaml) {
        try {
            Names names = YAML.readValue(yaml, Names.class);
            return names == null ? ModelNames.NONE : names(names);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static ModelNames names(Names names) {
        Map<String, String> aliases = names.aliases() == null ? Map.of() : names.aliases();
        aliases.forEach((alias, name) -> {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("the alias '" + alias + "' stands for nothing");
            }
        });
        List<Suffixes> suffixes = names.suffixes() == null ? List.of() : names.suffixes();
        List<String> literal = names.literal() == null ? List.of() : names.literal();
        return new ModelNames(
                aliases,
                suffixes.stream().map(Suffixes::rule).toList(),
                literal.stream().map(NamePattern::of).toList());
    }
}
