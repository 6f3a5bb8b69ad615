package dev.sluice.admin.signin;

import dev.sluice.model.Bytes;
import dev.sluice.store.Vault;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Codes that are written down for the day on which the other device is lost: 79 random bits each, so that a digest will do. */
public final class RecoveryCodes {
    private static final int COUNT = 10;

    private RecoveryCodes() {}

    public static List<String> fresh() {
        return IntStream.range(0, COUNT).mapToObj(i -> RandomText.typed()).toList();
    }

    /** What is kept of one; how it is spaced and whether it is shouted makes no difference. */
    public static Bytes digest(Vault vault, String userId, String code) {
        String letters = code.replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
        return vault.digestToken("recovery/" + userId + "/" + letters);
    }
}
