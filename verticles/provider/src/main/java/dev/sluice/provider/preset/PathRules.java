package dev.sluice.provider.preset;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What paths and other templates of a preset may look like.
 *
 * @param parameters that they may name in braces
 * @param tokens whether paths of calls may hold {@code {token}}, which the upstream gives
 */
record PathRules(Set<String> parameters, boolean tokens) {
    private static final String MODEL = "model";
    private static final String TOKEN = "token";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** Checks a path that may hold {@code {model}} too. */
    void checkCall(Fields fields, String key, String path) {
        checkForm(fields, key, path);
        checkNames(fields, key, path, true);
    }

    /** Checks a path that is the same for all models. */
    void checkListing(Fields fields, String key, String path) {
        checkForm(fields, key, path);
        checkNames(fields, key, path, false);
    }

    /** Checks a text that is no path. */
    void checkText(Fields fields, String key, String text) {
        checkNames(fields, key, text, false);
    }

    private static void checkForm(Fields fields, String key, String path) {
        if (!path.startsWith("/") || path.contains("#") || path.indexOf('?') != path.lastIndexOf('?')) {
            throw fields.bad(key, "'" + path + "'; expected a path that begins with / and has one query at most");
        }
    }

    private void checkNames(Fields fields, String key, String template, boolean modelToo) {
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            String name = matcher.group(1);
            boolean known = modelToo && (name.equals(MODEL) || (tokens && name.equals(TOKEN)));
            if (!known && !parameters.contains(name)) {
                throw fields.bad(key, "{" + name + "} is not among the parameters");
            }
        }
    }
}
