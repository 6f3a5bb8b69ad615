package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.wire.json.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code functionCallingConfig}, both ways (https://ai.google.dev/gemini-api/docs/function-calling#function_calling_modes). */
final class GeminiToolChoice {
    private static final String NAMES = "allowedFunctionNames";

    private GeminiToolChoice() {}

    /** The choice, null if none is made or its mode is unknown. */
    static @Nullable ToolChoice read(Doc config) {
        List<String> names = config.texts(NAMES);
        return switch (config.textOr("mode", "")) {
            case "AUTO" -> names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Among(names, false);
            case "NONE" -> new ToolChoice.None();
            case "ANY" ->
                switch (names.size()) {
                    case 0 -> new ToolChoice.Required();
                    case 1 -> new ToolChoice.Named(names.getFirst());
                    default -> new ToolChoice.Among(names, true);
                };
            // Like AUTO, but the arguments are sure to follow their schemas.
            case "VALIDATED" -> names.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Among(names, false);
            default -> null;
        };
    }

    /** The mode that is written for a choice; what was read otherwise is kept beside it. */
    static @Nullable String mode(@Nullable ToolChoice choice) {
        return switch (choice) {
            case null -> null;
            case ToolChoice.Auto ignored -> "AUTO";
            case ToolChoice.None ignored -> "NONE";
            case ToolChoice.Required ignored -> "ANY";
            case ToolChoice.Named ignored -> "ANY";
            case ToolChoice.Among among -> among.required() ? "ANY" : "VALIDATED";
        };
    }

    static void write(@Nullable ToolChoice choice, ObjectNode request) {
        String mode = mode(choice);
        if (mode == null) {
            return;
        }
        ObjectNode config = request.putObject("toolConfig")
                .putObject("functionCallingConfig")
                .put("mode", mode);
        if (choice instanceof ToolChoice.Named named) {
            config.putArray(NAMES).add(named.name());
        } else if (choice instanceof ToolChoice.Among among) {
            ArrayNode names = config.putArray(NAMES);
            among.names().forEach(names::add);
        }
    }
}
