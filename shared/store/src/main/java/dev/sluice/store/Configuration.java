package dev.sluice.store;

import java.sql.SQLException;

/**
 * The one door through which the configuration is changed: each change is a transaction that makes the next generation and
 * keeps, as a revision, who changed what, and how it was before.
 *
 * @param author in whose name
 */
record Configuration(Database database, String author) {

    /** A change. */
    @FunctionalInterface
    interface Work<T> {

        /** Changes what it has named to the edit. It may be run again, and keeps nothing between runs. */
        T change(Edit edit) throws SQLException;
    }

    <T> T edit(Work<T> work) {
        T result = database.write(handle -> run(new Edit(handle, database.dialect()), work));
        Versioned.commit();
        return result;
    }

    /** As {@link #edit}, where a duplicate means that somebody else was faster: the work looks again. */
    <T> T editOnce(Work<T> work) {
        T result = database.writeOnce(handle -> run(new Edit(handle, database.dialect()), work));
        Versioned.commit();
        return result;
    }

    private <T> T run(Edit edit, Work<T> work) throws SQLException {
        T result = work.change(edit);
        edit.end(author, null);
        return result;
    }
}
