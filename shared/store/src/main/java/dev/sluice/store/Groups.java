package dev.sluice.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Groups that keys belong to. Every change raises the generation. */
public interface Groups {
    /** The group that is always there, and always enabled. */
    String DEFAULT = "default";

    /**
     * A group of keys.
     *
     * @param enabled whether its keys may be used
     */
    record Group(String name, String description, boolean enabled) {}

    /**
     * Adds a group.
     *
     * @throws StoreConflict if the name is taken
     */
    void create(Group group);

    Optional<Group> get(String name);

    /** In order of creation. */
    List<Group> list();

    /** The names of those that are not enabled. */
    Set<String> disabled();

    /** Changes description and whether it is enabled; false if there is no such group. */
    boolean update(Group group);

    /**
     * Deletes a group.
     *
     * @return false if there is no such group
     * @throws StoreConflict if keys, users or budgets name it
     */
    boolean delete(String name);

    /** The group of a user's new keys. */
    String defaultOf(String userId);

    /** Sets the group of a user's new keys, or takes it back; false if there is no such user. */
    boolean setDefault(String userId, @Nullable String group);
}
