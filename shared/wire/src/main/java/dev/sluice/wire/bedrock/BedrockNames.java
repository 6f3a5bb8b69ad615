package dev.sluice.wire.bedrock;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Names that Bedrock checks, made acceptable. The same name always becomes the same. */
final class BedrockNames {
    private static final int LONGEST_ID = 64;
    private static final int LONGEST_NAME = 200;

    private BedrockNames() {}

    /** Ids of calls must match {@code [a-zA-Z0-9_-]{1,64}}. */
    static String toolUseId(String id) {
        boolean isFine =
                !id.isEmpty() && id.length() <= LONGEST_ID && id.chars().allMatch(BedrockNames::isOfId);
        return isFine
                ? id
                : "call_"
                        + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
                                .toString();
    }

    /**
     * Names of documents may have letters, digits, single spaces, hyphens, parentheses and square brackets.
     *
     * @param otherwise the name of a document that has none
     */
    static String document(String name, String otherwise) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < name.length() && plain.length() < LONGEST_NAME; i++) {
            char c = name.charAt(i);
            if (isOfDocument(c)) {
                plain.append(c);
            } else if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
                plain.append(' ');
            }
        }
        String clean = plain.toString().strip();
        return clean.isEmpty() ? otherwise : clean;
    }

    private static boolean isOfId(int c) {
        return isLetterOrDigit(c) || c == '_' || c == '-';
    }

    private static boolean isOfDocument(char c) {
        return isLetterOrDigit(c) || c == '-' || c == '(' || c == ')' || c == '[' || c == ']';
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
