package dev.sluice.provider.preset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.Adapter;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns one YAML document into a {@link Provider}, strictly. */
final class PresetReader {
    private static final String ADAPTER = "adapter";
    private static final Set<String> KEYS = Set.of(
            "dialects",
            "models",
            EndpointsReader.MODEL_PATHS,
            "base-url",
            "headers",
            "stream-headers",
            ADAPTER,
            "balance",
            "auth",
            "quirks",
            "environment",
            "claims",
            "parameters",
            "body",
            "retired");
    private static final String RETIRED = "retired";
    private static final Set<Operation> ADAPTED = Set.of(Operation.CHAT, Operation.EMBEDDING, Operation.RERANK);
    private static final String REGION = "region";
    private static final String SERVICE = "service";
    private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~](?:[ -~]{0,510}[!-~])?");

    private final Fields root;
    private final PathRules rules;

    PresetReader(String file, ObjectNode document) {
        root = Fields.of(file, document);
        root.refuseUnknownKeys(KEYS);
        rules = new PathRules(root.texts("parameters").keySet(), auth() == Auth.BAIDU_TOKEN);
    }

    Provider read(String name) {
        String retired = root.text(RETIRED);
        return retired == null ? alive(name) : retired(name, retired);
    }

    /** Its name is known still, so that who looks for it learns what to use instead. */
    private Provider retired(String name, String why) {
        root.refuseUnknownKeys(Set.of(RETIRED));
        return new Provider(
                name,
                null,
                new Endpoints(Map.of()),
                null,
                Map.of(),
                Map.of(),
                Auth.NONE,
                Set.of(),
                null,
                List.of(),
                Map.of(),
                BodyChange.NONE,
                null,
                null,
                why);
    }

    private Provider alive(String name) {
        return new Provider(
                name,
                baseUrl(),
                new EndpointsReader(rules).read(root),
                modelsPath(),
                headers("headers", false),
                headers("stream-headers", true),
                auth(),
                quirks(),
                root.text("environment"),
                root.list("claims"),
                root.texts("parameters"),
                body(),
                adapter(),
                new BalanceReader(rules).read(root),
                null);
    }

    private @Nullable Adapter adapter() {
        String id = root.text(ADAPTER);
        if (id == null) {
            return null;
        }
        boolean fits = new EndpointsReader(rules)
                .read(root).byDialect().entrySet().stream()
                        .allMatch(spoken -> spoken.getKey() == Dialect.OPENAI
                                && ADAPTED.containsAll(spoken.getValue().paths().keySet()));
        if (!fits) {
            throw root.bad(ADAPTER, "expected openai as the only dialect, with chat, embeddings and rerank at most");
        }
        return Adapter.byId(id)
                .orElseThrow(
                        () -> root.bad(ADAPTER, "'" + id + "'; expected one of " + ids(Adapter.values(), Adapter::id)));
    }

    private BodyChange body() {
        Fields section = root.sub("body");
        if (section == null) {
            return BodyChange.NONE;
        }
        section.refuseUnknownKeys(Set.of("without", "renamed", "defaults", "parameters"));
        Map<String, String> parameters = section.texts("parameters");
        parameters.forEach((member, parameter) -> {
            if (!rules.parameters().contains(parameter)) {
                throw section.bad("parameters." + member, "'" + parameter + "' is not among the parameters");
            }
        });
        return new BodyChange(
                Set.copyOf(section.list("without")), section.texts("renamed"), section.values("defaults"), parameters);
    }

    private @Nullable String baseUrl() {
        String url = root.text("base-url");
        if (url != null) {
            rules.checkText(root, "base-url", url);
        }
        return url;
    }

    private @Nullable String modelsPath() {
        String path = root.text("models");
        if (path != null) {
            rules.checkListing(root, "models", path);
        }
        return path;
    }

    /** An empty one takes that of the same name away. */
    private Map<String, String> headers(String key, boolean orEmpty) {
        Map<String, String> headers = root.texts(key);
        headers.forEach((name, value) -> {
            boolean fits =
                    (orEmpty && value.isEmpty()) || HEADER_VALUE.matcher(value).matches();
            if (!fits || !HEADER_NAME.matcher(name).matches()) {
                throw root.bad(key + "." + name, "expected a name in lower case and a value of printable ASCII");
            }
        });
        return headers;
    }

    private Auth auth() {
        String id = root.text("auth");
        Auth auth = id == null ? Auth.BEARER : auth(id);
        Map<String, String> parameters = root.texts("parameters");
        if (auth == Auth.AWS_SIGV4 && !parameters.containsKey(REGION)) {
            throw root.bad("auth", "'" + id + "' needs a parameter '" + REGION + "'");
        }
        if (auth == Auth.TENCENT_TC3 && !parameters.containsKey(SERVICE)) {
            throw root.bad("auth", "'" + id + "' needs a parameter '" + SERVICE + "'");
        }
        return auth;
    }

    private Auth auth(String id) {
        return Arrays.stream(Auth.values())
                .filter(auth -> idOf(auth).equals(id))
                .findFirst()
                .orElseThrow(() ->
                        root.bad("auth", "'" + id + "'; expected one of " + ids(Auth.values(), PresetReader::idOf)));
    }

    private static String idOf(Auth auth) {
        return auth.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Set<Quirk> quirks() {
        Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
        for (String id : root.list("quirks")) {
            quirks.add(Quirk.byId(id)
                    .orElseThrow(() ->
                            root.bad("quirks", "'" + id + "'; expected some of " + ids(Quirk.values(), Quirk::id))));
        }
        return quirks;
    }

    private static <T> String ids(T[] values, Function<T, String> id) {
        return String.join(", ", Arrays.stream(values).map(id).toList());
    }
}
