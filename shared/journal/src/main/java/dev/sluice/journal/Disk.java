package dev.sluice.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The one folder that a journal writes to. All access goes through here, so that tests can let a disk fail. */
interface Disk extends Closeable {
    /** The names of what is in the folder. */
    List<String> names() throws IOException;

    /** Opens a file that is there. */
    DiskFile open(String name) throws IOException;

    /** Makes an empty file, in place of one of that name. */
    DiskFile create(String name) throws IOException;

    /** Gives a file another name, in place of one of that name. */
    void rename(String from, String to) throws IOException;

    /** Takes a file away. */
    void delete(String name) throws IOException;

    /** Makes safe which files there are and how they are called. */
    void force() throws IOException;
}
