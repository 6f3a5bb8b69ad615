package dev.sluice.model.catalog;

/** A model name in which {@code *} stands for any run of characters, none included. */
public record ModelPattern(String text) {

    /** Whether the whole name fits; takes at most {@code text × name} steps, also for hostile names. */
    public boolean matches(String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < name.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < text.length() && text.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        return restIsStars(at);
    }

    private boolean restIsStars(int from) {
        return text.chars().skip(from).allMatch(c -> c == '*');
    }
}
