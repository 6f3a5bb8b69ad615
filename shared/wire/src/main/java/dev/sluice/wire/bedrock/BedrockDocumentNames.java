package dev.sluice.wire.bedrock;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names documents, each differently: "Messages can't contain duplicate document names." One per request; the same
 * conversation always gets the same names.
 */
final class BedrockDocumentNames {
    /** What of a name is kept when a number follows. */
    private static final int LONGEST_STEM = 180;

    private final Set<String> taken = new HashSet<>();
    private int documents;

    /** An acceptable name that no other document has. */
    String next(@Nullable String wanted) {
        documents++;
        String name = BedrockNames.document(wanted == null ? "" : wanted, "document " + documents);
        String stem = name.substring(0, Math.min(LONGEST_STEM, name.length())).strip();
        for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
            name = stem + " (" + i + ")";
        }
        return name;
    }
}
