package dev.sluice.wire.openai;

/** Tells whether the pieces of a JSON text so far are one whole object or array, without keeping them. */
final class OpenAiWholeness {
    private int depth;
    private boolean begun;
    private boolean inString;
    private boolean escaped;

    void take(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            take(piece.charAt(i));
        }
    }

    private void take(char c) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
            return;
        }
        switch (c) {
            case '"' -> inString = true;
            case '{', '[' -> {
                depth++;
                begun = true;
            }
            case '}', ']' -> depth--;
            default -> {}
        }
    }

    boolean isWhole() {
        return begun && depth <= 0 && !inString;
    }
}
