package dev.sluice.store;

import dev.sluice.model.catalog.User;
import java.util.List;
import java.util.Optional;

/** Users: who signs in and who pays. */
public interface Users {

    /** The id of the user that exists from the first start on. */
    String ADMIN = "admin";

    /** Adds a user with an empty account. */
    void create(User user);

    Optional<User> get(String id);

    /** By the name that they go by; names are unique. */
    Optional<User> named(String name);

    List<User> list();

    /** Whoever gets another role loses the links with which they could set a password. */
    boolean update(User user);

    /** The hash of the user's password in PHC format, absent while none is set. */
    Optional<String> passwordHash(String id);

    /** Sets a user's password; links with which they could have set one are void. */
    void setPasswordHash(String id, String hash);
}
