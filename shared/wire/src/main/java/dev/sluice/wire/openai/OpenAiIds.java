package dev.sluice.wire.openai;

import dev.sluice.model.catalog.Quirk;
import dev.sluice.wire.Addressee;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids of tool calls and of users. Longer ones than OpenAI takes become a hash: a call's is the same for its result, and a
 * user's is the same in each request, so nothing has to be remembered.
 */
public final class OpenAiIds {
    /** Of a call in Chat Completions. */
    private static final int LONGEST = 40;
    /** Of a call in Responses, and of a user. */
    private static final int LONGEST_OF_ITEM = 64;

    /** Of a call, where all have the same length. */
    private static final int SHORT = 9;

    private static final String PREFIX = "call_";
    private static final int MADE = 24;

    private OpenAiIds() {}

    /** A call's id as Chat Completions take it. */
    static String fit(String id, Addressee to) {
        if (to.has(Quirk.SHORT_CALL_IDS)) {
            return isShort(id) ? id : hash(id).substring(0, SHORT);
        }
        return id.length() <= LONGEST ? id : hashed(id);
    }

    private static boolean isShort(String id) {
        return id.length() == SHORT
                && id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    }

    /** A call's id as Responses take it. */
    public static String fitItem(String id) {
        return id.length() <= LONGEST_OF_ITEM ? id : hashed(id);
    }

    /** A user's id: some clients (Claude Code) send a JSON text of many more characters than are taken. */
    public static String fitUser(String id) {
        return id.length() <= LONGEST_OF_ITEM ? id : hash(id);
    }

    /** An id for a call that came without one: the same for the same place in the same answer. */
    static String made(String answer, int choice, int part) {
        return PREFIX + hash(answer + '/' + choice + '/' + part).substring(0, MADE);
    }

    private static String hashed(String id) {
        return PREFIX + hash(id).substring(0, LONGEST - PREFIX.length());
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
