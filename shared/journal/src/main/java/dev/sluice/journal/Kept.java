package dev.sluice.journal;

/** A segment that is read only: the records in force in it go up to {@code last}, and it takes so much of the disk. */
record Kept(SegmentName name, long last, long bytes) {
    Journal.Segment segment() {
        return new Journal.Segment(name.first(), last, bytes);
    }
}
