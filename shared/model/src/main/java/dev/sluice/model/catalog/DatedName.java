package dev.sluice.model.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model's name that ends in the date of its release ({@code gpt-4o-2024-08-06}). */
public final class DatedName {
    private static final Pattern DATE = Pattern.compile("-(\\d{8}|\\d{4}-\\d{2}-\\d{2})$");
    private static final int LONGEST_DATE = "-2026-08-01".length();

    private DatedName() {}

    /** The name without its date; the name itself if it has none. */
    public static String undated(String model) {
        if (model.isEmpty() || !Character.isDigit(model.charAt(model.length() - 1))) {
            return model;
        }
        int tail = Math.max(0, model.length() - LONGEST_DATE);
        Matcher date = DATE.matcher(model).region(tail, model.length());
        return date.find() ? model.substring(0, date.start()) : model;
    }
}
