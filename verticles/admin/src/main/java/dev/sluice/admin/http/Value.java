package dev.sluice.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;

/**
 * A value in a request body, and where it stands.
 *
 * @param path such as {@code timeouts.connect} or {@code models[2]}; empty for the body itself
 */
public record Value(String path, JsonNode node) {

    /** How a value becomes what it means; throws {@link #wrong} if it does not. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Value value);
    }

    public Value field(String name) {
        return new Value(path.isEmpty() ? name : path + "." + name, node.path(name));
    }

    public Value item(int index) {
        return new Value(path + "[" + index + "]", node.path(index));
    }

    /** The error that says what this value should be, to be thrown. */
    public GatewayException wrong(String expectation) {
        return wrong(path, expectation);
    }

    /** As {@link #wrong(String)}, for a field that was not read as a value. */
    public static GatewayException wrong(String field, String expectation) {
        String subject = field.isEmpty() ? "the body" : field;
        GatewayError error = GatewayError.of(Kind.MALFORMED, subject + " " + expectation);
        return new GatewayException(field.isEmpty() ? error : error.at(field));
    }
}
