package dev.sluice.provider.preset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.catalog.Quirk;
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
    private static final Set<String> KEYS = Set.of(
            "dialects",
            "models",
            "base-url",
            "headers",
            "auth",
            "quirks",
            "environment",
            "claims",
            "parameters",
            "body",
            "retired");
    private static final String RETIRED = "retired";
    private static final String REGION = "region";
    private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~](?:[ -~]{0,510}[!-~])?");

    private final Fields root;
    private final PathRules rules;

    PresetReader(String file, ObjectNode document) {
        root = Fields.of(file, document);
        root.refuseUnknownKeys(KEYS);
        rules = new PathRules(root.texts("parameters").keySet());
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
                Auth.NONE,
                Set.of(),
                null,
                List.of(),
                Map.of(),
                BodyChange.NONE,
                why);
    }

    private Provider alive(String name) {
        return new Provider(
                name,
                baseUrl(),
                new EndpointsReader(rules).read(root),
                modelsPath(),
                headers(),
                auth(),
                quirks(),
                root.text("environment"),
                root.list("claims"),
                root.texts("parameters"),
                body(),
                null);
    }

    private BodyChange body() {
        Fields section = root.sub("body");
        if (section == null) {
            return BodyChange.NONE;
        }
        section.refuseUnknownKeys(Set.of("without", "renamed", "defaults"));
        return new BodyChange(
                Set.copyOf(section.list("without")), section.texts("renamed"), section.values("defaults"));
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

    private Map<String, String> headers() {
        Map<String, String> headers = root.texts("headers");
        headers.forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches()
                    || !HEADER_VALUE.matcher(value).matches()) {
                throw root.bad("headers." + name, "expected a name in lower case and a value of printable ASCII");
            }
        });
        return headers;
    }

    private Auth auth() {
        String id = root.text("auth");
        Auth auth = id == null ? Auth.BEARER : auth(id);
        if (auth == Auth.AWS_SIGV4 && !rules.parameters().contains(REGION)) {
            throw root.bad("auth", "'" + id + "' needs a parameter '" + REGION + "'");
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
