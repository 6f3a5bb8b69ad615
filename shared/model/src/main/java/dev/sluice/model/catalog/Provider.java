package dev.sluice.model.catalog;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of upstream: one YAML in {@code conf/providers}.
 *
 * @param name the file's name without its ending
 * @param baseUrl absent when each channel must name its own
 * @param paths path of each operation under the base URL; {@code {model}} and {@code {parameter}} are filled in
 * @param modelsPath where the upstream lists its models, absent when it does not
 * @param query query parameters of every call; values may hold {@code {parameter}}
 * @param environment prefix of the environment variables that make a channel at first start ({@code OPENAI})
 * @param claims model name patterns that a channel made from the environment serves
 * @param parameters settings that a channel gives or inherits, by name with their default ("" for required)
 */
public record Provider(
        String name,
        Dialect dialect,
        @Nullable String baseUrl,
        Map<Operation, String> paths,
        @Nullable String modelsPath,
        Map<String, String> query,
        Auth auth,
        Set<Quirk> quirks,
        @Nullable String environment,
        List<String> claims,
        Map<String, String> parameters) {
    public Provider {
        paths = Map.copyOf(paths);
        query = Map.copyOf(query);
        quirks = Set.copyOf(quirks);
        claims = List.copyOf(claims);
        parameters = Map.copyOf(parameters);
    }

    /** How the channel's secret travels. */
    public enum Auth {
        /** {@code Authorization: Bearer …}; left out when the channel has no secret. */
        BEARER,
        /** {@code api-key: …} (Azure). */
        API_KEY_HEADER,
        NONE
    }
}
