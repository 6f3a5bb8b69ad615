package dev.sluice.ingress;

import dev.sluice.bus.Acknowledged;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Outflow;
import dev.sluice.ingress.load.Overload;
import dev.sluice.ingress.load.OverloadSettings;
import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.Forget;
import dev.sluice.model.call.Forgotten;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.Keep;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Recall;
import dev.sluice.model.call.Recalled;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.StandingRequest;
import dev.sluice.model.call.UnbilledCost;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.call.UsageSeen;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.testkit.FreePorts;
import dev.sluice.wire.JsonLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A real ingress on a real port and a real bus, with the other roles played by the test. */
final class Stage implements AutoCloseable {
    static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    static final String STREAMED =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    static final Bytes DONE = Bytes.utf8("data: [DONE]\n\n");
    static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(30));

    final List<AdmissionRequest> admissions = Collections.synchronizedList(new ArrayList<>());
    final List<Settlement> settlements = Collections.synchronizedList(new ArrayList<>());
    final List<CallId> secured = Collections.synchronizedList(new ArrayList<>());
    final List<CallProgress> reported = Collections.synchronizedList(new ArrayList<>());
    final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    final List<Keep> kept = Collections.synchronizedList(new ArrayList<>());
    final List<StandingRequest> standings = Collections.synchronizedList(new ArrayList<>());
    final List<Recall> recalls = Collections.synchronizedList(new ArrayList<>());
    final List<Forget> forgotten = Collections.synchronizedList(new ArrayList<>());
    final List<RouteRequest> routed = Collections.synchronizedList(new ArrayList<>());
    final List<UsageSeen> used = Collections.synchronizedList(new ArrayList<>());
    final List<UnbilledUse> unbilled = Collections.synchronizedList(new ArrayList<>());
    final List<Attempt> attempts = Collections.synchronizedList(new ArrayList<>());

    volatile Future<Identity> identity =
            Future.succeededFuture(new Identity.Known(new Caller("key-1", "user-1", "default"), List.of()));
    volatile Admission admission = new Admission.Admitted(new Caller("key-1", "user-1", "default"), List.of());
    volatile Future<Standing> standing = Future.failedFuture("no standing was set");
    /** Whether kept answers can be had. */
    volatile Future<Acknowledged> keeper = Future.succeededFuture(Acknowledged.YES);
    /** When calls are admitted. */
    volatile Future<Acknowledged> admitted = Future.succeededFuture(Acknowledged.YES);
    /** Whether holds are durable. */
    volatile Future<Acknowledged> held = Future.succeededFuture(Acknowledged.YES);
    /** Whether ends are durable. */
    volatile Future<Acknowledged> booked = Future.succeededFuture(Acknowledged.YES);
    /** What is said of the price of what nobody is billed for. */
    volatile @Nullable NanoDollars unbilledPrice;
    /** The one answer that is kept, whatever its id. */
    volatile @Nullable Bytes recalled;

    volatile Route route = route("a", "b");
    volatile BiFunction<Attempt, Outflow<AnswerEvent>, Future<Opening>> provider =
            (attempt, out) -> Future.failedFuture("no provider was set");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final Ingress ingress;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Stage() throws Exception {
        this(settings());
    }

    Stage(IngressSettings template) throws Exception {
        this(template, Ingress.Languages.ALL);
    }

    Stage(IngressSettings template, Ingress.Languages languages) throws Exception {
        port = FreePorts.one();
        BusNode node = BusNode.start(vertx, "n1");
        deploy(new AbstractVerticle() {
            @Override
            public void start() {
                play(node.join(context));
            }
        });
        ingress = new Ingress("n1", on(template, port), Stage::digest, Stage::manage, meters, languages);
        vertx.deployVerticle(new IngressVerticle(node, ingress)).await(10, TimeUnit.SECONDS);
    }

    private void deploy(AbstractVerticle verticle) throws Exception {
        vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
    }

    private void play(Bus bus) {
        bus.answer(Addresses.IDENTIFY, question -> identity);
        bus.answer(Addresses.STANDING, question -> {
            standings.add(question);
            return standing;
        });
        bus.answer(Addresses.RECALL, question -> {
            recalls.add(question);
            return keeper.map(ready -> new Recalled(recalled));
        });
        bus.answer(Addresses.FORGET, question -> {
            forgotten.add(question);
            return keeper.map(ready -> new Forgotten(recalled != null));
        });
        bus.answer(Addresses.KEEP, answer -> keeper.onSuccess(ready -> kept.add(answer)));
        bus.answer(Addresses.ADMIT, question -> {
            admissions.add(question);
            return admitted.map(ignored -> admission);
        });
        bus.answer(Addresses.ROUTE, question -> {
            routed.add(question);
            return Future.succeededFuture(
                    route.wishes().anchor() && question.anchor() == null ? withoutCandidates(route) : route);
        });
        bus.answer(Addresses.USED, seen -> {
            used.add(seen);
            return Future.succeededFuture(Acknowledged.YES);
        });
        bus.answer(Addresses.UNBILLED, use -> {
            unbilled.add(use);
            return Future.succeededFuture(new UnbilledCost(unbilledPrice));
        });
        bus.answer(Addresses.LEARN, outcome -> {
            outcomes.add(outcome);
            return Future.succeededFuture(Acknowledged.YES);
        });
        bus.answer(Addresses.SETTLE, settlement -> {
            settlements.add(settlement);
            Usage usage = settlement.reported() == null ? Usage.NONE : settlement.reported();
            return booked.map(durable -> new Settled(usage, UsageSource.UPSTREAM, NanoDollars.ZERO, true));
        });
        bus.answer(Addresses.SECURE, call -> {
            secured.add(call);
            return held;
        });
        bus.answer(Addresses.PROGRESS, report -> {
            reported.addAll(report.calls());
            return Future.succeededFuture(Acknowledged.YES);
        });
        bus.answer(
                Addresses.MODELS,
                question -> Future.succeededFuture(
                        new ModelList(List.of(new ModelList.Model("vendor/m", "openai", 1_700_000_000)))));
        bus.serve(Addresses.OPEN, (attempt, out) -> {
            attempts.add(attempt);
            return provider.apply(attempt, out);
        });
    }

    private static void manage(HttpServerRequest request) {
        request.response().end("management");
    }

    private static Route withoutCandidates(Route route) {
        return new Route(List.of(), List.of(), true, false, route.wishes());
    }

    static Route route(String... channels) {
        return new Route(
                List.of(channels).stream()
                        .map(name -> new Candidate(name, name, "openai", "m", TIMEOUTS))
                        .toList(),
                List.of(),
                true);
    }

    static Opening streaming() {
        return new Opening.Opened(200, true, "text/event-stream", Map.of());
    }

    static Opening whole() {
        return new Opening.Opened(200, false, "application/json", Map.of());
    }

    static AnswerEvent verbatim(String text) {
        return new AnswerEvent.Said(Bytes.utf8(text), 1, 1);
    }

    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    /** Second attempts that ended so. */
    double hedges(String result) {
        var counter = meters.find("sluice.hedges").tag("result", result).counter();
        return counter == null ? 0 : counter.count();
    }

    /** Copies that ended so, or were not sent for that. */
    double copies(String result) {
        var counter = meters.find("sluice.shadow.copies").tag("result", result).counter();
        return counter == null ? 0 : counter.count();
    }

    Traces traces() {
        return ingress.traces();
    }

    Overload overload() {
        return ingress.overload();
    }

    double shed(String reason) {
        return meters.get("sluice.shed").tag("reason", reason).counter().count();
    }

    void drain() {
        ingress.drain();
    }

    double keptAnswers(String result) {
        return meters.get("sluice.answers.kept").tag("result", result).counter().count();
    }

    double requests(String dialect) {
        return meters.get("sluice.requests").tag("dialect", dialect).counter().count();
    }

    int port() {
        return port;
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.send(request("/v1/chat/completions", body), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> postAsync(String body) {
        return client.sendAsync(request("/v1/chat/completions", body), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer sk-test")
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a request with headers given as name, value, name, value. */
    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer sk-test")
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    static Credential digest(String key) {
        try {
            return new Credential(
                    Bytes.of(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static IngressSettings settings() {
        return copying(ShadowSettings.DEFAULT);
    }

    /** Where copies of calls may take so much. */
    static IngressSettings copying(ShadowSettings shadow) {
        return new IngressSettings(
                "127.0.0.1",
                0,
                1 << 20,
                4 << 20,
                16 << 10,
                8 << 10,
                1_000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(75),
                Duration.ofSeconds(1),
                1_024,
                Duration.ofMillis(600),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                64 << 10,
                4_096,
                true,
                0,
                JsonLimits.DEFAULT,
                0,
                new OverloadSettings(1_000, 1_000, Duration.ofSeconds(10), Duration.ofSeconds(10)),
                ExplainSettings.DEFAULT,
                shadow);
    }

    private static IngressSettings on(IngressSettings s, int port) {
        return with(s, port, s.maxKept(), s.maxConnectionsPerAddress(), s.overload());
    }

    /** With these bounds. */
    static IngressSettings bounded(OverloadSettings overload, int maxConnectionsPerAddress) {
        return with(settings(), 0, 0, maxConnectionsPerAddress, overload);
    }

    /** Where conversations of so many bytes are kept. */
    static IngressSettings keeping(int maxKept) {
        return with(settings(), 0, maxKept, 0, settings().overload());
    }

    private static IngressSettings with(
            IngressSettings s, int port, int maxKept, int perAddress, OverloadSettings overload) {
        return new IngressSettings(
                s.host(),
                port,
                s.maxBody(),
                s.maxBodiesInFlight(),
                s.maxHeader(),
                s.maxUri(),
                s.maxConnections(),
                s.headerTimeout(),
                s.idleTimeout(),
                s.bodyGrace(),
                s.bodyRate(),
                s.keepAlive(),
                s.stallTimeout(),
                s.drain(),
                s.identifyAbove(),
                s.assumedOutputTokens(),
                s.exposeChannel(),
                maxKept,
                s.json(),
                perAddress,
                overload,
                s.explain(),
                s.shadow());
    }

    @Override
    public void close() throws TimeoutException {
        client.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
