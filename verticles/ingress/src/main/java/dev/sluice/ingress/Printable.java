package dev.sluice.ingress;

/** Makes what a caller sent safe to print: one line, bounded, no control characters. */
final class Printable {
    private static final int MAX = 200;

    private Printable() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX));
        for (int i = 0; i < text.length() && i < MAX; i++) {
            char c = text.charAt(i);
            out.append(c > ' ' && c != '"' && c < 0x7f ? c : '?');
        }
        return out.toString();
    }
}
