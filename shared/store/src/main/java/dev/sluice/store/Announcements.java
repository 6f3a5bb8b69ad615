package dev.sluice.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What operators tell all users. Thread safe; every method blocks. */
public interface Announcements {

    /** False if there are {@code most} already. */
    boolean create(Announcement announcement, int most);

    Optional<Announcement> get(String id);

    /** Newest first. */
    List<Announcement> list();

    /** Those that are shown now, newest first. */
    List<Announcement> current(Instant now);

    /** False if there is no such announcement. */
    boolean update(Announcement announcement);

    /** False if there is no such announcement. */
    boolean delete(String id);
}
