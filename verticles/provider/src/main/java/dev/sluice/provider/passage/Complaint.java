package dev.sluice.provider.passage;

import dev.sluice.model.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * What an upstream said in a refusal, for those who go by its words; never for callers.
 *
 * @param status the upstream's own; 0 if it refused in another way
 */
public record Complaint(int status, Bytes body) {
    public static final Complaint SILENT = new Complaint(0, Bytes.EMPTY);

    private static final int LONGEST = 16 * 1024;

    /** The beginning of it. */
    public String text() {
        return new String(body.array(), body.offset(), Math.min(LONGEST, body.length()), StandardCharsets.UTF_8);
    }
}
