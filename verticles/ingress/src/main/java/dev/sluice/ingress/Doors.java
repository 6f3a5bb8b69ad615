package dev.sluice.ingress;

import dev.sluice.ingress.Routes.Route;
import dev.sluice.ingress.Standings.Form;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.Asked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which path leads where. Paths are compared as they came: not decoded, so that what is routed is what was authorised. Only
 * the model's name in a path is decoded, once.
 */
final class Doors {
    private static final String MODELS = "/v1/models";
    private static final String RESPONSES = "/v1/responses/";
    private static final String INPUT_ITEMS = "/input_items";
    private static final String GEMINI_MODELS = "/v1beta/models";
    private static final List<String> MODEL_PATHS = List.of(MODELS + "/", GEMINI_MODELS + "/");

    /** Paths whose body says everything. */
    private static final Map<String, Door> EXACT = Map.ofEntries(
            Map.entry("/v1/chat/completions", ask(Dialect.OPENAI, Operation.CHAT)),
            Map.entry("/v1/completions", ask(Dialect.OPENAI, Operation.COMPLETION)),
            Map.entry("/v1/embeddings", ask(Dialect.OPENAI, Operation.EMBEDDING)),
            Map.entry("/v1/rerank", ask(Dialect.OPENAI, Operation.RERANK)),
            Map.entry("/v1/responses", ask(Dialect.RESPONSES, Operation.CHAT)),
            Map.entry("/v1/messages", ask(Dialect.ANTHROPIC, Operation.CHAT)),
            Map.entry("/v1/messages/count_tokens", ask(Dialect.ANTHROPIC, Operation.COUNT_TOKENS)),
            Map.entry("/v2/chat", ask(Dialect.COHERE, Operation.CHAT)),
            Map.entry("/v2/embed", ask(Dialect.COHERE, Operation.EMBEDDING)),
            Map.entry("/v2/rerank", ask(Dialect.COHERE, Operation.RERANK)),
            Map.entry("/v1/dashboard/billing/subscription", standing(Form.SUBSCRIPTION)),
            Map.entry("/dashboard/billing/subscription", standing(Form.SUBSCRIPTION)),
            Map.entry("/v1/dashboard/billing/usage", standing(Form.BILLED)),
            Map.entry("/dashboard/billing/usage", standing(Form.BILLED)),
            Map.entry("/v1/usage", standing(Form.OWN)),
            Map.entry("/health", new Door.Health(Dialect.OPENAI)));

    /** What may be asked of a model that the path names. Google's SDKs ask under {@code /v1} where told so. */
    private static final List<Verb> VERBS = List.of(
            gemini(":generateContent", Operation.CHAT, Framing.WHOLE),
            gemini(":streamGenerateContent", Operation.CHAT, Framing.JSON_ARRAY),
            gemini(":countTokens", Operation.COUNT_TOKENS, Framing.WHOLE),
            gemini(":embedContent", Operation.EMBEDDING, Framing.WHOLE),
            gemini(":batchEmbedContents", Operation.EMBEDDING, Framing.WHOLE),
            bedrock("/converse", Framing.WHOLE),
            bedrock("/converse-stream", Framing.AWS));

    /** Whose errors a path gets that leads nowhere; the first that fits. */
    private static final List<Prefix> PREFIXES = List.of(
            new Prefix("/v1/messages", Dialect.ANTHROPIC),
            new Prefix("/v1/responses", Dialect.RESPONSES),
            new Prefix("/v1/", Dialect.OPENAI),
            new Prefix("/v1beta/", Dialect.GEMINI),
            new Prefix("/v2/", Dialect.COHERE),
            new Prefix("/model/", Dialect.BEDROCK));

    private record Verb(List<String> prefixes, String suffix, Dialect dialect, Operation operation, Framing framing) {}

    private record Prefix(String path, Dialect dialect) {}

    private Doors() {}

    /**
     * Finds the door.
     *
     * @param has whether the request has a header or parameter of this name, which tells whose list of models is asked for
     */
    static Door find(String path, Query query, Predicate<String> has) {
        Door exact = EXACT.get(path);
        if (exact != null) {
            return exact;
        }
        Door named = named(path, query);
        if (named != null) {
            return named;
        }
        Door models = models(path, query, has);
        if (models != null) {
            return models;
        }
        Door kept = kept(path);
        return kept == null ? elsewhere(path) : kept;
    }

    /** Every path that {@link #find} leads somewhere, but for what is the management's. */
    static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        EXACT.forEach((path, door) -> routes.add(
                new Route(path, door instanceof Door.Ask ask ? ask.asked().operation() : null)));
        for (Verb verb : VERBS) {
            verb.prefixes.forEach(prefix -> routes.add(new Route(prefix + "{model}" + verb.suffix, verb.operation)));
        }
        for (String path : List.of(
                MODELS,
                MODELS + "/{model}",
                GEMINI_MODELS,
                GEMINI_MODELS + "/{model}",
                RESPONSES + "{id}",
                RESPONSES + "{id}" + INPUT_ITEMS)) {
            routes.add(new Route(path, null));
        }
        routes.sort(Comparator.comparing(Route::path));
        return List.copyOf(routes);
    }

    private static @Nullable Door named(String path, Query query) {
        for (Verb verb : VERBS) {
            for (String prefix : verb.prefixes) {
                int end = path.length() - verb.suffix.length();
                if (path.startsWith(prefix) && path.endsWith(verb.suffix) && end >= prefix.length()) {
                    String model = name(path.substring(prefix.length(), end));
                    return new Door.Ask(verb.dialect, new Asked(verb.operation, model, framing(verb, query)));
                }
            }
        }
        return null;
    }

    private static Framing framing(Verb verb, Query query) {
        boolean asEvents =
                verb.framing == Framing.JSON_ARRAY && query.values("alt").contains("sse");
        return asEvents ? Framing.SSE : verb.framing;
    }

    private static @Nullable Door models(String path, Query query, Predicate<String> has) {
        if (path.equals(GEMINI_MODELS) || path.startsWith(GEMINI_MODELS + "/")) {
            return new Door.Models(Dialect.GEMINI, model(path, GEMINI_MODELS));
        }
        if (path.equals(MODELS) || path.startsWith(MODELS + "/")) {
            return new Door.Models(listed(query, has), model(path, MODELS));
        }
        return null;
    }

    private static Dialect listed(Query query, Predicate<String> has) {
        if (has.test("anthropic-version")) {
            return Dialect.ANTHROPIC;
        }
        boolean isGemini =
                has.test(CredentialReader.GOOGLE) || !query.values("key").isEmpty();
        return isGemini ? Dialect.GEMINI : Dialect.OPENAI;
    }

    private static @Nullable String model(String path, String list) {
        return path.length() <= list.length() + 1 ? null : name(path.substring(list.length() + 1));
    }

    private static @Nullable Door kept(String path) {
        if (!path.startsWith(RESPONSES)) {
            return null;
        }
        boolean input = path.endsWith(INPUT_ITEMS);
        String id = path.substring(RESPONSES.length(), path.length() - (input ? INPUT_ITEMS.length() : 0));
        return id.isEmpty() || id.indexOf('/') >= 0 ? null : new Door.Kept(Dialect.RESPONSES, name(id), input);
    }

    /** A name in a path without its percent signs; as it came where these are wrong, so that it is found nowhere. */
    private static String name(String encoded) {
        return Query.decoded(encoded).orElse(encoded);
    }

    private static Door elsewhere(String path) {
        for (Prefix prefix : PREFIXES) {
            if (path.startsWith(prefix.path)) {
                return new Door.Nowhere(prefix.dialect);
            }
        }
        return new Door.Management(Dialect.OPENAI);
    }

    private static Door ask(Dialect dialect, Operation operation) {
        return new Door.Ask(dialect, Asked.of(operation));
    }

    private static Door standing(Form form) {
        return new Door.Standing(Dialect.OPENAI, form);
    }

    private static Verb gemini(String suffix, Operation operation, Framing framing) {
        return new Verb(MODEL_PATHS, suffix, Dialect.GEMINI, operation, framing);
    }

    private static Verb bedrock(String suffix, Framing framing) {
        return new Verb(List.of("/model/"), suffix, Dialect.BEDROCK, Operation.CHAT, framing);
    }
}
