package dev.sluice.model.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model, whoever serves it. Told to callers who list models, and
 * asked before a model stands in for another.
 *
 * @param contextTokens most tokens of prompt and answer together
 * @param outputTokens most tokens of one answer
 * @param inputs {@code text}, {@code image}, {@code audio}, {@code video}, {@code pdf}; empty if not known
 * @param outputs likewise
 * @param features such as {@code tools}, {@code reasoning}, {@code json-schema}; empty if not known
 */
public record ModelFacts(
        @Nullable Integer contextTokens,
        @Nullable Integer outputTokens,
        List<String> inputs,
        List<String> outputs,
        List<String> features) {
    public ModelFacts {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        features = List.copyOf(features);
    }
}
