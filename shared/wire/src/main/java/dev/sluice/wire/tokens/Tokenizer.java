package dev.sluice.wire.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.wire.text.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Counts the tokens of texts and of whole requests as OpenAI's models do; for other models it is an estimate.
 *
 * <p>It is slow, some megabytes a second, and its first use loads vocabularies of several megabytes: call it on a virtual
 * thread or a worker, never on an event loop. Safe for all threads, and for any text: what is longer than {@value
 * #MOST_CHARACTERS} characters is counted up to there and reckoned from that, and no run of it is taken in one piece.
 */
public final class Tokenizer {
    static final int MOST_CHARACTERS = 1024 * 1024;
    /** Longest piece that is given to the encoder, whose time for a run without spaces grows faster than the run. */
    static final int PIECE = 8 * 1024;

    /** Families from before {@code gpt-4o}, which have the smaller vocabulary. */
    private static final List<String> OLDER = List.of("gpt-4-", "gpt-3.5", "gpt-35", "text-embedding-");

    private static final List<String> NEWER = List.of("gpt-4-o", "gpt-4-omni");

    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

    /** The tokens of a text, special ones taken for plain text. */
    public long count(String model, String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return count(encoding(model), text, text.length());
        }
        long counted = count(encoding(model), text, MOST_CHARACTERS);
        return Math.ceilDiv(Math.multiplyExact(counted, (long) text.length()), MOST_CHARACTERS);
    }

    /**
     * An estimate of a request's prompt: exact for plain texts to the chat models of OpenAI, rough for tools, pictures, sounds
     * and documents.
     */
    public long prompt(ChatRequest request) {
        return new PromptEstimate(this, request.model()).of(request);
    }

    private Encoding encoding(String model) {
        return encodings.getEncoding(isOlder(model) ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE);
    }

    private static boolean isOlder(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        String own = name.substring(name.lastIndexOf('/') + 1);
        return own.equals("gpt-4")
                || (OLDER.stream().anyMatch(own::startsWith) && NEWER.stream().noneMatch(own::startsWith));
    }

    private static long count(Encoding encoding, String text, int length) {
        long tokens = 0;
        for (int from = 0; from < length; ) {
            int to = end(text, from, length);
            tokens += encoding.countTokensOrdinary(whole(text.substring(from, to)));
            from = to;
        }
        return tokens;
    }

    /** Half of a surrogate pair has no UTF-8, and the encoder would fail with it. */
    private static String whole(String piece) {
        return JsonText.hasLoneSurrogate(piece)
                ? new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                : piece;
    }

    /**
     * Where a piece ends. A space between two words always begins a token, so that cutting before one changes nothing; only a
     * text without such a space is cut elsewhere.
     */
    private static int end(String text, int from, int length) {
        int most = from + PIECE;
        if (most >= length) {
            return length;
        }
        for (int at = most; at > from + PIECE / 2; at--) {
            if (text.charAt(at) == ' '
                    && !Character.isWhitespace(text.charAt(at - 1))
                    && !Character.isWhitespace(text.charAt(at + 1))) {
                return at;
            }
        }
        return Character.isLowSurrogate(text.charAt(most)) ? most + 1 : most;
    }
}
