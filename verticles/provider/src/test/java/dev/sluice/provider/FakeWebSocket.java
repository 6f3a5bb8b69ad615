package dev.sluice.provider;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An upstream that is asked over WebSockets, on this machine: keeps what arrives, and answers as it is told. */
public final class FakeWebSocket implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final HttpServer server;
    private volatile Consumer<HttpServerRequest> door = this::accept;
    private volatile Consumer<ServerWebSocket> answer = socket -> {};

    /**
     * What arrived.
     *
     * @param headers names in lower case
     * @param message the first one
     */
    public record Asked(String method, String uri, Map<String, String> headers, String message) {
        public Asked {
            headers = Map.copyOf(headers);
        }
    }

    private FakeWebSocket(HttpServerOptions options) {
        // So that what is sent has nearly been received.
        server = Rig.await(vertx.createHttpServer(options.setSendBufferSize(32 * 1024))
                .requestHandler(request -> door.accept(request))
                .listen(0, "127.0.0.1"));
    }

    public static FakeWebSocket start() {
        return start(new HttpServerOptions());
    }

    static FakeWebSocket start(HttpServerOptions options) {
        return new FakeWebSocket(options);
    }

    public int port() {
        return server.actualPort();
    }

    /** Has each question answered with these messages; the connection is left to the client. */
    public void answering(List<String> messages) {
        doing(socket -> messages.forEach(socket::writeFinalTextFrame));
    }

    /** Has this done when a question has come. */
    void doing(Consumer<ServerWebSocket> with) {
        answer = with;
    }

    /** Has no WebSocket opened, but this answered. */
    public void rejecting(int status, String body) {
        door = request -> {
            asked.add(new Asked(request.method().name(), request.uri(), headers(request), ""));
            request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(body);
        };
    }

    /** Has no answer to a handshake. */
    void deaf() {
        door = request -> {};
    }

    /** Ends a connection without a word. */
    static void cut(ServerWebSocket socket) {
        var ignored = ((WebSocketInternal) socket).channelHandlerContext().close();
    }

    private void accept(HttpServerRequest request) {
        Map<String, String> headers = headers(request);
        request.toWebSocket().onSuccess(socket -> {
            open.incrementAndGet();
            socket.closeHandler(closed -> open.decrementAndGet());
            socket.exceptionHandler(ignored -> {});
            socket.textMessageHandler(message -> {
                asked.add(new Asked("GET", request.uri(), headers, message));
                answer.accept(socket);
            });
        });
    }

    private static Map<String, String> headers(HttpServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    public List<Asked> asked() {
        return asked;
    }

    /** How many WebSockets are open. */
    int open() {
        return open.get();
    }

    /** One message in frames of so many bytes. */
    static void inFrames(ServerWebSocket socket, String message, int size) {
        Buffer bytes = Buffer.buffer(message);
        for (int i = 0; i < bytes.length(); i += size) {
            boolean last = i + size >= bytes.length();
            Buffer part = bytes.slice(i, Math.min(bytes.length(), i + size));
            socket.writeFrame(
                    i == 0
                            ? WebSocketFrame.textFrame(part.toString(), last)
                            : WebSocketFrame.continuationFrame(part, last));
        }
    }

    @Override
    public void close() {
        Rig.await(vertx.close());
    }
}
