package dev.sluice.trespass;

import dev.sluice.trespass.deep.Cellar;
import io.vertx.core.eventbus.EventBus;
import java.net.Socket;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/** Breaks every rule that holds for all rooms. */
public final class TrespassHelper {
    private TrespassHelper() {}

    static List<Object> sees(Connection database, EventBus bus, Socket socket, Cellar cellar) {
        return List.of(database, bus, socket, cellar);
    }

    static Optional<String> environment() {
        return Optional.ofNullable(System.getenv("TRESPASS"));
    }

    /** Called from below. */
    public static int depth() {
        return 1;
    }
}
