package dev.sluice.launcher;

import dev.sluice.launcher.conf.Key;
import java.util.Locale;

/** What a node may do. In the order in which roles stop: those that take requests first, those that keep books last. */
enum Role {
    INGRESS(Key.VERTICLES_INGRESS),
    ROUTER(Key.VERTICLES_ROUTER),
    PROVIDER(Key.VERTICLES_PROVIDER),
    ACCOUNTING(Key.VERTICLES_ACCOUNTING),
    ADMIN(Key.VERTICLES_ADMIN);

    private final Key instances;

    Role(Key instances) {
        this.instances = instances;
    }

    /** The key that says how many of it this node runs. */
    Key instances() {
        return instances;
    }

    /** As in {@code sluice:router}. */
    String verticle() {
        return Roles.PREFIX + ":" + id();
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
