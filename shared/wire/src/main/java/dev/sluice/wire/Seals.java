package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Seal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Seal} travels in a dialect that is not its origin's: as base64 that names the origin, in the place where that
 * dialect has a signature of its own. So a conversation goes on at the same upstream through any dialect, and the gateway
 * remembers nothing.
 */
public final class Seals {
    /** The id of Anthropic's seals over thoughts that are not shown, as opposed to redacted ones, which are another block. */
    public static final String OMITTED = "omitted";

    private static final String MARK = "sluice1\n";
    /** How each wrapped seal begins: {@code MARK} in base64, as far as its bytes fill whole characters. */
    private static final String WRAPPED = "c2x1aWNlMQ";

    /** The same where a dialect's signatures are bytes, and so in base64 again. */
    private static final String WRAPPED_TWICE = "YzJ4MWFXTmxNU";

    private static final int FIELDS = 5;

    private Seals() {}

    /**
     * A seal as read.
     *
     * @param forNext whether it belongs to the part that follows, since the dialect has no place for it on that part itself
     */
    public record Carried(Seal seal, boolean forNext) {}

    /** What to write as a signature in {@code dialect}: the seal's own value at home, else a wrapped one. */
    public static String write(Seal seal, Dialect dialect) {
        return fits(seal, dialect) ? seal.value() : wrap(seal, false);
    }

    /** A seal that belongs to the part that follows. */
    public static String writeForNext(Seal seal) {
        return wrap(seal, true);
    }

    /** Whether an upstream of this dialect may be given the seal. Claude speaks two dialects. */
    public static boolean fits(Seal seal, Dialect dialect) {
        return seal.origin() == dialect || (seal.origin() == Dialect.ANTHROPIC && dialect == Dialect.BEDROCK);
    }

    /** Whether the seal is of thoughts that are there but not shown. */
    public static boolean isOmitted(Seal seal) {
        return seal.origin() == Dialect.ANTHROPIC && OMITTED.equals(seal.id());
    }

    /** What a signature that came in {@code dialect} is: a wrapped seal of somewhere else, or one of its own. */
    public static Carried read(String signature, Dialect dialect, @Nullable String id) {
        Dialect own = dialect == Dialect.BEDROCK ? Dialect.ANTHROPIC : dialect;
        return unwrap(signature).orElseGet(() -> new Carried(new Seal(own, signature, id), false));
    }

    /**
     * Whether a body has wrapped seals in it, which no upstream understands: a conversation that went on elsewhere for a
     * while. May be wrong about a body that merely talks of such text.
     */
    public static boolean areWrappedIn(Bytes body) {
        // Searched as a text of single bytes, since that is done by vector instructions.
        String bytes = new String(body.array(), body.offset(), body.length(), StandardCharsets.ISO_8859_1);
        return bytes.contains(WRAPPED) || bytes.contains(WRAPPED_TWICE);
    }

    private static String wrap(Seal seal, boolean forNext) {
        String id = seal.id() == null ? "" : seal.id();
        String text = MARK + seal.origin().id() + '\n' + (forNext ? "next" : "") + '\n' + id + '\n' + seal.value();
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Carried> unwrap(String signature) {
        if (!signature.startsWith(WRAPPED)) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getDecoder().decode(signature), StandardCharsets.UTF_8);
            String[] fields = text.split("\n", FIELDS);
            if (fields.length < FIELDS || !text.startsWith(MARK)) {
                return Optional.empty();
            }
            return Dialect.byId(fields[1])
                    .map(origin -> new Carried(
                            new Seal(origin, fields[4], fields[3].isEmpty() ? null : fields[3]),
                            fields[2].equals("next")));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
