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
public record Route(HttpMethod method, String path, Access access, boolean changes, Handling handling) {

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
        return new Route(HttpMethod.GET, path, Access.PLATFORM, false, handling);
    }

    public static Route changes(HttpMethod method, String path, Handling handling) {
        return new Route(method, path, Access.PLATFORM, true, bare(method, handling));
    }

    /** For administrators, who take away what no other node needs to hear of. */
    public static Route takes(String path, Handling handling) {
        return new Route(HttpMethod.DELETE, path, Access.PLATFORM, false, bare(HttpMethod.DELETE, handling));
    }

    /** For users too, who see their own things only. */
    public static Route own(HttpMethod method, String path, Handling handling) {
        return new Route(method, path, Access.OWN, false, bare(method, handling));
    }

    /** As {@link #own}, where other nodes must hear of it. */
    public static Route ownChanges(HttpMethod method, String path, Handling handling) {
        return new Route(method, path, Access.OWN, true, bare(method, handling));
    }

    /** For whoever is signed in, about themselves. */
    public static Route self(HttpMethod method, String path, Handling handling) {
        return new Route(method, path, Access.SELF, false, bare(method, handling));
    }

    /** As {@link #self}, where other nodes must hear of it. */
    public static Route selfChanges(HttpMethod method, String path, Handling handling) {
        return new Route(method, path, Access.SELF, true, bare(method, handling));
    }

    /** For whoever is signed in to take something of theirs away, which they must show that they may. */
    public static Route selfWithProof(String path, Handling handling) {
        return new Route(HttpMethod.DELETE, path, Access.SELF, false, handling);
    }

    /** What is deleted needs no body; it would be kept in the audit log. */
    private static Handling bare(HttpMethod method, Handling handling) {
        if (!method.equals(HttpMethod.DELETE)) {
            return handling;
        }
        return request -> {
            request.refuseFields();
            return handling.handle(request);
        };
    }

    /** Whether it may change anything, so that it leaves a line in the audit log and not everybody may use it. */
    public boolean writes() {
        return !method.equals(HttpMethod.GET);
    }

    /** As the audit log names it. */
    public String name() {
        return method + " " + path;
    }

    /** The part of the API that it belongs to, as scopes name it. */
    public String area() {
        return segments().size() > 2 ? segments().get(2) : "";
    }

    List<String> segments() {
        return List.of(path.split("/", -1));
    }
}
