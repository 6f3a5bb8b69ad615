package dev.sluice.journal;

import java.io.IOException;

/** A journal lacks what it had promised to keep; the message names the file, the place and what an operator can do. */
public final class JournalCorrupt extends IOException {
    private static final long serialVersionUID = 1;
    private static final String ADVICE =
            " Nothing was changed. Check the disk, then put the folder back as it was (a stopped node's folder may be"
                    + " copied). If that cannot be, move the folder away: the node then begins a new journal, and what only"
                    + " this one knew is not billed.";

    JournalCorrupt(String file, long offset, String what) {
        super(file + " at byte " + offset + ": " + what + ADVICE);
    }
}
