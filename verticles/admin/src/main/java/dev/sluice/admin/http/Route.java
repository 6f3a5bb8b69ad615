package dev.sluice.admin.http;

import dev.sluice.model.call.GatewayException;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * One entry of the table: without one, nothing answers.
 *
 * @param path segments, of which {@code {name}} stands for any id
 * @param changes whether other nodes must hear of it when it has succeeded
 */
public record Route(HttpMethod method, String path, Role role, boolean changes, Handling handling) {

    /** What a route does; runs on a virtual thread and may block. */
    @FunctionalInterface
    public interface Handling {

        /**
         * Answers a request.
         *
         * @throws GatewayException for expected failures
         */
        Answer handle(ApiRequest request);
    }

    public static Route reads(String path, Handling handling) {
        return new Route(HttpMethod.GET, path, Role.ADMIN, false, handling);
    }

    public static Route changes(HttpMethod method, String path, Handling handling) {
        return new Route(method, path, Role.ADMIN, true, handling);
    }

    /** For users too, who see their own things only. */
    public static Route own(HttpMethod method, String path, Handling handling) {
        return new Route(method, path, Role.USER, false, handling);
    }

    List<String> segments() {
        return List.of(path.split("/", -1));
    }
}
