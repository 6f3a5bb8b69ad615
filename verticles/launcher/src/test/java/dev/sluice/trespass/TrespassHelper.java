package dev.sluice.trespass;

import com.google.auth.oauth2.JwtCredentials;
import dev.sluice.trespass.deep.Cellar;
import io.vertx.core.eventbus.EventBus;
import java.net.Socket;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.eventstream.Message;

/** Breaks every rule that holds for all rooms. */
public final class TrespassHelper {
    private TrespassHelper() {}

    static List<Object> sees(Connection database, EventBus bus, Socket socket, Cellar cellar) {
        return List.of(database, bus, socket, cellar);
    }

    static List<Object> signs(AwsCredentialsIdentity key, Message frame, JwtCredentials token) {
        return List.of(key, frame, token);
    }

    static Optional<String> environment() {
        return Optional.ofNullable(System.getenv("TRESPASS"));
    }

    /** Called from below. */
    public static int depth() {
        return 1;
    }
}
