package dev.sluice.journal;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/** The beginning of each segment: whose it is and what it holds. Safe before the file gets its name. */
record SegmentHeader(UUID journal, SegmentName name, long released) {
    static final int BYTES = 64;
    private static final long MAGIC = 0x534C554943454A31L; // SLUICEJ1
    private static final int VERSION = 1;

    ByteBuffer bytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(BYTES).putLong(MAGIC).putInt(VERSION).putInt(BYTES);
        bytes.putLong(journal.getMostSignificantBits()).putLong(journal.getLeastSignificantBits());
        bytes.putLong(name.first()).putLong(name.ordinal()).putLong(released);
        return bytes.putInt(crc(bytes)).clear();
    }

    /** Makes sure that a file begins with a header, and that it is of this journal and of this file. */
    static void check(ByteBuffer bytes, SegmentName name, UUID journal) throws JournalCorrupt {
        if (bytes.limit() < BYTES) {
            throw new JournalCorrupt(name.file(), bytes.limit(), "The file is too short to be a segment.");
        }
        if (bytes.getLong(0) != MAGIC) {
            throw new JournalCorrupt(name.file(), 0, "This is no segment of a journal, or its beginning is damaged.");
        }
        if (bytes.getInt(8) != VERSION) {
            throw new JournalCorrupt(
                    name.file(), 8, "The format is " + bytes.getInt(8) + ", this program knows " + VERSION + ".");
        }
        if (bytes.getInt(56) != crc(bytes)) {
            throw new JournalCorrupt(name.file(), 56, "The segment's header is damaged.");
        }
        UUID owner = new UUID(bytes.getLong(16), bytes.getLong(24));
        if (!owner.equals(journal)) {
            throw new JournalCorrupt(
                    name.file(), 16, "The segment belongs to journal " + owner + ", not to " + journal + ".");
        }
        SegmentName itself = new SegmentName(bytes.getLong(32), bytes.getLong(40));
        if (!itself.equals(name)) {
            throw new JournalCorrupt(name.file(), 32, "The file was renamed; its name was " + itself.file() + ".");
        }
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, 56));
        return (int) crc.getValue();
    }
}
