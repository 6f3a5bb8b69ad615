package dev.sluice.wire.text;

/** A text is not the JSON it should be; says what is wrong and at which byte. Carries no part of the text. */
public final class JsonSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int offset;

    JsonSyntaxException(String wrong, int offset) {
        super(wrong, null, false, false);
        this.offset = offset;
    }

    /** Bytes from the beginning of the text. */
    public int offset() {
        return offset;
    }

    /** What is wrong, as the end of a sentence. */
    public String wrong() {
        return String.valueOf(getMessage());
    }
}
