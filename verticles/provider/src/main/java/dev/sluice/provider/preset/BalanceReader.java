package dev.sluice.provider.preset;

import dev.sluice.model.catalog.BalanceQuery;
import dev.sluice.model.catalog.BalanceQuery.Place;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code balance}: where an upstream says what is left of an account's money. */
final class BalanceReader {
    private static final String KEY = "balance";
    private static final String PATH = "path";
    private static final String ROOT_PATH = "root-path";
    private static final String AMOUNT = "amount";
    private static final String SPENT = "spent";
    private static final String UNIT = "unit";
    private static final String UNIT_AT = "unit-at";
    private static final String ORIGIN = "origin";
    private static final String KEY_HEADER = "key-header";
    private static final String KEY_PARAMETER = "key-parameter";
    private static final Set<String> KEYS =
            Set.of(PATH, ROOT_PATH, AMOUNT, SPENT, UNIT, UNIT_AT, ORIGIN, KEY_HEADER, KEY_PARAMETER);
    private static final Pattern HTTPS = Pattern.compile("https://[a-z0-9.-]+");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+");

    private final PathRules rules;

    BalanceReader(PathRules rules) {
        this.rules = rules;
    }

    @Nullable
    BalanceQuery read(Fields root) {
        Fields section = root.sub(KEY);
        if (section == null) {
            return null;
        }
        section.refuseUnknownKeys(KEYS);
        String path = section.text(PATH);
        String fromRoot = section.text(ROOT_PATH);
        if ((path == null) == (fromRoot == null)) {
            throw section.bad("", "expected either " + PATH + " or " + ROOT_PATH);
        }
        String where = path == null ? required(section, ROOT_PATH) : path;
        rules.checkListing(section, path == null ? ROOT_PATH : PATH, where);
        return new BalanceQuery(
                where,
                path == null,
                pointer(section, AMOUNT, required(section, AMOUNT)),
                optional(section, SPENT),
                required(section, UNIT),
                optional(section, UNIT_AT),
                new Place(
                        matching(section, ORIGIN, HTTPS),
                        matching(section, KEY_HEADER, NAME),
                        matching(section, KEY_PARAMETER, NAME)));
    }

    private static @Nullable String matching(Fields section, String key, Pattern form) {
        String text = section.text(key);
        if (text != null && !form.matcher(text).matches()) {
            throw section.bad(key, "'" + text + "'; expected " + form);
        }
        return text;
    }

    private static String required(Fields section, String key) {
        String text = section.text(key);
        if (text == null) {
            throw section.bad(key, "missing");
        }
        return text;
    }

    private static @Nullable String optional(Fields section, String key) {
        String text = section.text(key);
        return text == null ? null : pointer(section, key, text);
    }

    private static String pointer(Fields section, String key, String pointer) {
        if (!pointer.startsWith("/")) {
            throw section.bad(key, "'" + pointer + "'; expected a JSON pointer, such as /data/balance");
        }
        return pointer;
    }
}
