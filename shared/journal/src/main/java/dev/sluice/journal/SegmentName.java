package dev.sluice.journal;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a segment's file is called: the sequence of its first record, and a number that counts up over all segments of a
 * journal. Of two with the same first record the later is in force: the disk had refused the earlier.
 */
record SegmentName(long first, long ordinal) implements Comparable<SegmentName> {
    private static final Pattern FILE = Pattern.compile("(\\d{19})-(\\d{10})\\.journal");
    private static final Comparator<SegmentName> ORDER =
            Comparator.comparingLong(SegmentName::first).thenComparingLong(SegmentName::ordinal);

    static Optional<SegmentName> of(String file) {
        Matcher matcher = FILE.matcher(file);
        return matcher.matches()
                ? Optional.of(new SegmentName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** Names sort as the records do. */
    String file() {
        return String.format("%019d-%010d.journal", first, ordinal);
    }

    @Override
    public int compareTo(SegmentName other) {
        return ORDER.compare(this, other);
    }
}
