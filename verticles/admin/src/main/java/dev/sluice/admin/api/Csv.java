package dev.sluice.admin.api;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lines of CSV as RFC 4180 has them, harmless in spreadsheets: a text that these would take for a formula begins with an
 * apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
 */
final class Csv {
    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";
    private static final String QUOTED = "\",\r\n\t'";

    private Csv() {}

    /** A line with its end. Texts are made harmless, other values are written as they are, absent ones left empty. */
    static String line(List<? extends @Nullable Object> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof String text ? quoted(harmless(text)) : value.toString();
    }

    private static String harmless(String text) {
        boolean isFormula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return isFormula ? "'" + text : text;
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> QUOTED.indexOf(c) >= 0)
                && text.strip().equals(text);
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
