package dev.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An upstream that speaks OpenAI's chat completions, completions and models on a loopback port of its own, answers or
 * fails as it is told, and remembers each request.
 *
 * <p>It is written on plain sockets: it controls each byte, and it shares no parser with the gateway that it checks. All
 * methods may be called from any thread at any time; a new reaction holds for requests that come after it.
 */
public final class FakeProvider implements AutoCloseable {
    private static final int BACKLOG = 4096;
    /** Small, so that the count of bytes sent is close to what the client took. */
    private static final int SEND_BUFFER = 16 * 1024;

    private final Port port;
    private final Map<String, Reaction> byModel = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<Reaction> once = new ConcurrentLinkedDeque<>();
    private final Queue<Received> requests = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Received> unseen = new LinkedBlockingQueue<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile List<String> models = List.of("fake-1");
    private volatile Function<Received, Reaction> script;
    private volatile Function<Received, Optional<Reaction>> documents = ignored -> Optional.empty();

    private FakeProvider(Port port, Reaction reaction) {
        this.port = port;
        this.script = ignored -> reaction;
    }

    /** A provider that answers each request with "Hello from the fake provider." and the model {@code fake-1}. */
    public static FakeProvider start() {
        return reacting(Answer.of("Hello from the fake provider."));
    }

    /** A provider that reacts to each request in one way. */
    public static FakeProvider reacting(Reaction reaction) {
        try {
            FakeProvider provider = new FakeProvider(Port.forReaction(reaction, BACKLOG), reaction);
            provider.port
                    .server()
                    .ifPresent(server -> Thread.ofVirtual()
                            .name("fake-provider-" + server.getLocalPort())
                            .start(() -> provider.accept(server)));
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says what {@code GET /v1/models} lists. */
    public FakeProvider listing(String... names) {
        models = List.of(names);
        return this;
    }

    /** Reacts in this way to requests for this model, whatever else is scripted. */
    public FakeProvider on(String model, Reaction reaction) {
        byModel.put(model, reaction);
        return this;
    }

    /** Reacts in this way to the next request only; several are taken in order. */
    public FakeProvider once(Reaction reaction) {
        once.add(reaction);
        return this;
    }

    /** Reacts in this way from now on. */
    public FakeProvider always(Reaction reaction) {
        script = ignored -> reaction;
        return this;
    }

    /** Decides for each request. */
    public FakeProvider scripted(Function<Received, Reaction> newScript) {
        script = newScript;
        return this;
    }

    /** Decides for each request that is no {@code POST}; where it has nothing, there are the models, or nothing. */
    public FakeProvider having(Function<Received, Optional<Reaction>> newDocuments) {
        documents = newDocuments;
        return this;
    }

    /** Where clients point their SDK: {@code http://127.0.0.1:<port>/v1}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port() + "/v1");
    }

    public int port() {
        return port.number();
    }

    /** All {@code POST}s so far, oldest first. */
    public List<Received> requests() {
        return List.copyOf(requests);
    }

    /**
     * The oldest {@code POST} that was not yet returned by this method, waited for if need be.
     *
     * @throws AssertionError if none comes in time
     */
    public Received awaitRequest(Duration deadline) {
        try {
            Received next = unseen.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("no request came within " + deadline);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a request", e);
        }
    }

    /** Forgets the requests received so far. */
    public void forgetRequests() {
        requests.clear();
        unseen.clear();
    }

    /** Forgets the requests received so far, and what was scripted for a model or for once. */
    public void forget() {
        forgetRequests();
        once.clear();
        byModel.clear();
    }

    public int connectionsOpen() {
        return connections.size();
    }

    /** Closes all open connections; new ones are taken as before. */
    public void closeConnections() {
        connections.forEach(FakeProvider::closeQuietly);
    }

    /** Closes all connections and gives the port back. */
    @Override
    public void close() {
        port.close();
        closeConnections();
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.ofVirtual().name("fake-provider-connection").start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(SEND_BUFFER);
            RequestReader reader = new RequestReader(socket.getInputStream());
            for (Optional<Received> next = reader.next(); next.isPresent(); next = reader.next()) {
                exchange(socket, reader, next.get());
            }
        } catch (IOException ended) {
            // The client left or the test is over; what it left behind is in Received.
        } finally {
            connections.remove(socket);
        }
    }

    /** Answers on a thread of its own while this one watches whether the client leaves. */
    private void exchange(Socket socket, RequestReader reader, Received request) throws IOException {
        Thread answering = Thread.ofVirtual().name("fake-provider-answer").start(() -> answer(socket, request));
        boolean stays = false;
        try {
            stays = reader.hasMore();
        } finally {
            if (!stays) {
                request.clientLeft();
                socket.close();
            }
            join(answering);
        }
        if (!stays) {
            throw new ClosedChannelException();
        }
    }

    private void answer(Socket socket, Received request) {
        try {
            AnswerSink sink = new AnswerSink(socket, request);
            if (request.method().equals("POST")) {
                requests.add(request);
                unseen.add(request);
                new ReactionPlayer(request, sink).play(checked(request));
            } else {
                show(request, sink);
            }
            request.completed();
        } catch (IOException leftWhileWriting) {
            request.clientLeft();
        } finally {
            request.ended();
        }
    }

    /** What a script finds wrong with a request is answered at once, so that the test which asked hears of it. */
    private Reaction checked(Received request) {
        try {
            return reaction(request);
        } catch (AssertionError wrong) {
            String message = String.valueOf(wrong.getMessage());
            return Scripted.json(
                    400,
                    OpenAiShapes.error(message, "invalid_request_error", "wrong_request")
                            .toString());
        }
    }

    private Reaction reaction(Received request) {
        Reaction next = once.poll();
        if (next != null) {
            return next;
        }
        Reaction forModel = byModel.get(request.model());
        return forModel != null ? forModel : script.apply(request);
    }

    private void show(Received request, AnswerSink sink) throws IOException {
        Optional<Reaction> document = documents.apply(request);
        if (document.isPresent()) {
            new ReactionPlayer(request, sink).play(document.get());
        } else {
            list(request, sink);
        }
    }

    private void list(Received request, AnswerSink sink) throws IOException {
        String path = request.target().split("\\?", 2)[0];
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (path.endsWith("/models")) {
            sink.body(200, "application/json", OpenAiShapes.models(models).toString());
        } else if (path.contains("/models/") && models.contains(name)) {
            sink.body(200, "application/json", OpenAiShapes.model(name).toString());
        } else {
            String error = OpenAiShapes.error("There is nothing here", "invalid_request_error", "not_found")
                    .toString();
            sink.body(404, "application/json", error);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InetSocketAddress anyLoopbackPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
