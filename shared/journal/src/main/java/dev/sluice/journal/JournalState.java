package dev.sluice.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The journal's title page, replaced as a whole: without it a missing first or last segment could not be told from one
 * that was released or never made.
 *
 * @param newest the number of the newest segment, 0 while there is none
 * @param released the highest sequence that was given up
 */
record JournalState(UUID journal, long newest, long released) {
    static final String FILE = "journal.state";
    private static final String DRAFT = "journal.state.new";
    private static final int BYTES = 48;
    private static final long MAGIC = 0x534C554943455331L; // SLUICES1
    private static final int VERSION = 1;

    JournalState withNewest(long ordinal) {
        return new JournalState(journal, ordinal, released);
    }

    JournalState withReleased(long sequence) {
        return new JournalState(journal, newest, sequence);
    }

    void write(Disk disk) throws IOException {
        draft(disk);
        publish(disk);
    }

    /** Takes the room that it needs, so that only names are left to change. */
    void draft(Disk disk) throws IOException {
        try (DiskFile file = disk.create(DRAFT)) {
            file.write(bytes(), 0);
            file.force();
        }
    }

    /** Puts the draft in force. */
    void publish(Disk disk) throws IOException {
        disk.rename(DRAFT, FILE);
        disk.force();
    }

    private ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(MAGIC).putInt(VERSION);
        bytes.putLong(journal.getMostSignificantBits()).putLong(journal.getLeastSignificantBits());
        bytes.putLong(newest).putLong(released);
        return bytes.putInt(crc(bytes)).clear();
    }

    static JournalState read(Disk disk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        try (DiskFile file = disk.open(FILE)) {
            file.read(bytes, 0);
        }
        if (bytes.hasRemaining() || bytes.getLong(0) != MAGIC || bytes.getInt(44) != crc(bytes)) {
            throw new JournalCorrupt(FILE, 0, "The file is damaged.");
        }
        if (bytes.getInt(8) != VERSION) {
            throw new JournalCorrupt(
                    FILE, 8, "The format is " + bytes.getInt(8) + ", this program knows " + VERSION + ".");
        }
        return new JournalState(new UUID(bytes.getLong(12), bytes.getLong(20)), bytes.getLong(28), bytes.getLong(36));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, 44));
        return (int) crc.getValue();
    }
}
