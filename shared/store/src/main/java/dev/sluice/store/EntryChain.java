package dev.sluice.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A chain of digests over entries: each link covers what its entry says and the link before. Not thread safe. */
final class EntryChain {
    /** What {@link #add(ResultSet)} reads, in this order. */
    static final String COLUMNS =
            "node, seq, line, kind, debit, credit, amount, reason, external_id, corrects, booked_at";

    private static final int NUMBERS = 2 * Integer.BYTES + 3 * Long.BYTES;
    private static final HexFormat HEX = HexFormat.of();

    private final MessageDigest sha256 = Digests.sha256();
    private final ByteBuffer numbers = ByteBuffer.allocate(NUMBERS);
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    private byte[] link;
    private long entries;
    private long amount;

    /** What a stretch of entries comes to; the last link in hexadecimal. */
    record Content(long entries, long amount, String link) {}

    private EntryChain(byte[] link) {
        this.link = link;
    }

    /** A chain that goes on from a link; a new one if that is null. */
    static EntryChain after(@Nullable String link) {
        return new EntryChain(link == null ? new byte[sha256Length()] : HEX.parseHex(link));
    }

    /** A chain that goes on where a stretch ended, and counts on. */
    static EntryChain from(Content content) {
        EntryChain chain = after(content.link());
        chain.entries = content.entries();
        chain.amount = content.amount();
        return chain;
    }

    private static int sha256Length() {
        return Digests.sha256().getDigestLength();
    }

    void add(Entry entry, long bookedAt) {
        begin(entry.place(), entry.amount(), bookedAt);
        text(entry.kind().word());
        text(entry.debit());
        text(entry.credit());
        Entry.Cause cause = entry.cause();
        text(cause == null ? null : cause.reason());
        text(cause == null ? null : cause.externalId());
        text(cause == null ? null : cause.corrects());
        link = sha256.digest();
    }

    void add(ResultSet rs) throws SQLException {
        begin(new Entry.Place(rs.getInt(1), rs.getLong(2), rs.getInt(3)), rs.getLong(7), rs.getLong(11));
        for (int column : new int[] {4, 5, 6, 8, 9, 10}) {
            text(rs.getString(column));
        }
        link = sha256.digest();
    }

    Content content() {
        return new Content(entries, amount, HEX.formatHex(link));
    }

    private void begin(Entry.Place place, long of, long bookedAt) {
        sha256.update(link);
        sha256.update(numbers.clear()
                .putInt(place.node())
                .putLong(place.seq())
                .putInt(place.line())
                .putLong(of)
                .putLong(bookedAt)
                .flip());
        entries++;
        amount = Math.addExact(amount, of);
    }

    /** Every text with its length before it, so that no two entries look alike. */
    private void text(@Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        sha256.update(length.clear().putInt(text == null ? -1 : bytes.length).flip());
        sha256.update(bytes);
    }
}
