package dev.sluice.provider.upstream;

import dev.sluice.model.catalog.Condition;
import dev.sluice.model.catalog.ModelPattern;
import dev.sluice.model.chat.Operation;

/**
 * What rules of a channel may ask of one request, beside its body.
 *
 * @param model as the upstream calls it
 * @param stream whether the answer is wanted in events
 * @param requestId what caller and logs know it by
 */
record Occasion(Operation operation, String model, boolean stream, String requestId) {

    /** Whether a condition holds, as far as it does not ask for the body. */
    boolean fits(Condition when) {
        String pattern = when.model();
        Boolean wanted = when.stream();
        return (pattern == null || new ModelPattern(pattern).matches(model)) && (wanted == null || wanted == stream);
    }

    /** A text with what stands for the model and the request's id replaced. */
    String fill(String template) {
        return template.indexOf('{') < 0
                ? template
                : template.replace("{model}", model).replace("{request_id}", requestId);
    }
}
