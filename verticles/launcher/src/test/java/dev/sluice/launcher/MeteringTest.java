package dev.sluice.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.bus.Addresses;
import dev.sluice.ingress.Routes;
import dev.sluice.ingress.Routes.Route;
import dev.sluice.model.chat.Operation;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Scripted;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every surface passes one metering point. Each route is either metered, so that each call through it leaves one row, or free
 * for a reason that is written here; a route that is neither fails.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MeteringTest {
    private static final String MODEL = "fake-1";
    private static final String VECTORS = "vectors-1";
    private static final String RANKS = "ranks-1";
    private static final String CHAT = "{\"model\":\"fake-1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String MESSAGES =
            "{\"model\":\"fake-1\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String CONTENTS = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
    private static final String EMBED = "{\"content\":{\"parts\":[{\"text\":\"hi\"}]}}";
    private static final String EMBED_ALL =
            "{\"requests\":[{\"model\":\"models/vectors-1\",\"content\":{\"parts\":[{\"text\":\"hi\"}]}}]}";
    private static final String CONVERSE = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";

    private static final String RANK = "{\"model\":\"ranks-1\",\"query\":\"which?\",\"documents\":[\"one\",\"two\"]}";

    /** Routes that ask an upstream, with a body that is a proper request there. */
    private static final Map<String, String> METERED = Map.ofEntries(
            Map.entry("/v1/chat/completions", CHAT),
            Map.entry("/v1/completions", "{\"model\":\"fake-1\",\"prompt\":\"hi\"}"),
            Map.entry("/v1/embeddings", "{\"model\":\"vectors-1\",\"input\":\"hi\"}"),
            Map.entry("/v1/rerank", RANK),
            Map.entry("/v2/rerank", RANK),
            Map.entry("/v1/responses", "{\"model\":\"fake-1\",\"input\":\"hi\"}"),
            Map.entry("/v1/messages", MESSAGES),
            Map.entry("/v1/messages/count_tokens", MESSAGES),
            Map.entry("/v2/chat", CHAT),
            Map.entry("/v2/embed", "{\"model\":\"vectors-1\",\"texts\":[\"hi\"],\"input_type\":\"search_query\"}"),
            Map.entry("/v1beta/models/{model}:generateContent", CONTENTS),
            Map.entry("/v1beta/models/{model}:streamGenerateContent", CONTENTS),
            Map.entry("/v1beta/models/{model}:countTokens", CONTENTS),
            Map.entry("/v1beta/models/{model}:embedContent", EMBED),
            Map.entry("/v1beta/models/{model}:batchEmbedContents", EMBED_ALL),
            Map.entry("/v1/models/{model}:generateContent", CONTENTS),
            Map.entry("/v1/models/{model}:streamGenerateContent", CONTENTS),
            Map.entry("/v1/models/{model}:countTokens", CONTENTS),
            Map.entry("/v1/models/{model}:embedContent", EMBED),
            Map.entry("/v1/models/{model}:batchEmbedContents", EMBED_ALL),
            Map.entry("/model/{model}/converse", CONVERSE),
            Map.entry("/model/{model}/converse-stream", CONVERSE));

    /** Routes that ask no upstream, and why they cost nothing. */
    private static final Map<String, String> FREE = Map.ofEntries(
            Map.entry("/v1/models", "told from the catalogue"),
            Map.entry("/v1/models/{model}", "told from the catalogue"),
            Map.entry("/v1beta/models", "told from the catalogue"),
            Map.entry("/v1beta/models/{model}", "told from the catalogue"),
            Map.entry("/v1/responses/{id}", "an answer that was paid when it was given, from the store"),
            Map.entry("/v1/responses/{id}/input_items", "what the caller said itself, from the store"),
            Map.entry("/v1/dashboard/billing/subscription", "told from the books, a bounded number of times a minute"),
            Map.entry("/dashboard/billing/subscription", "told from the books, a bounded number of times a minute"),
            Map.entry("/v1/dashboard/billing/usage", "told from the books, a bounded number of times a minute"),
            Map.entry("/dashboard/billing/usage", "told from the books, a bounded number of times a minute"),
            Map.entry("/v1/usage", "told from the books, a bounded number of times a minute"),
            Map.entry("/health", "says only that the process lives"));

    private static @Nullable Gateway gateway;
    private static @Nullable FakeProvider upstream;
    /** Ids of the requests of metered routes, with their routes. */
    private static final Map<String, Route> SENT = new LinkedHashMap<>();

    @BeforeAll
    static void start(@TempDir Path data) {
        upstream = FakeProvider.start().on(VECTORS, Scripted.json(200, """
            {"object":"list","model":"vectors-1","data":[
              {"object":"embedding","index":0,"embedding":[0.25,1.5]}],
             "usage":{"prompt_tokens":3,"total_tokens":3}}\
            """)).on(RANKS, Scripted.json(200, """
            {"model":"ranks-1","results":[{"index":1,"relevance_score":0.9},{"index":0,"relevance_score":0.1}],
             "usage":{"total_tokens":5}}\
            """));
        gateway = Gateway.start(data, Map.of());
        gateway.addChannel("chat", upstream, MODEL);
        gateway.addChannel("vectors", upstream, VECTORS);
        gateway.addChannel("ranks", upstream, RANKS);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    static List<Route> routes() {
        return Routes.all();
    }

    static List<Route> meteredRoutes() {
        return routes().stream().filter(route -> route.operation() != null).toList();
    }

    static List<Route> freeRoutes() {
        return routes().stream().filter(route -> route.operation() == null).toList();
    }

    @ParameterizedTest
    @Order(1)
    @MethodSource("routes")
    void everyRouteIsMeteredOrFreeForAReason(Route route) {
        boolean isMetered = METERED.containsKey(route.path());
        boolean isFree = FREE.containsKey(route.path());

        assertThat(isMetered != isFree)
                .as("%s is in exactly one of the two tables of this test", route.path())
                .isTrue();
        assertThat(isMetered)
                .as("%s asks an upstream if and only if it is metered", route.path())
                .isEqualTo(route.operation() != null);
    }

    @Test
    @Order(2)
    void nothingIsListedThatIsNoRoute() {
        List<String> paths = routes().stream().map(Route::path).toList();

        assertThat(paths).doesNotHaveDuplicates().containsAll(METERED.keySet()).containsAll(FREE.keySet());
    }

    /** So a route cannot ask an upstream in any other way than through the exchange, which admits first and settles last. */
    @Test
    @Order(3)
    void onlyTheExchangeAsksAnUpstream() {
        JavaClasses house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.sluice");

        // A copy is nobody's call: what it costs is told to accounting as the house's.
        accessOnlyFrom(List.of("dev.sluice.ingress.Race", "dev.sluice.ingress.ShadowCopy"), "OPEN")
                .check(house);
        accessOnlyFrom(List.of("dev.sluice.ingress.Holder"), "ADMIT").check(house);
        accessOnlyFrom(List.of("dev.sluice.ingress.Holder"), "SETTLE").check(house);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.sluice.ingress.Exchange")
                .and()
                .doNotHaveFullyQualifiedName("dev.sluice.ingress.Settling")
                .and()
                .doNotHaveFullyQualifiedName("dev.sluice.ingress.Holder")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.sluice.ingress.Holder")
                .check(house);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.sluice.ingress.Exchange")
                .and()
                .doNotHaveFullyQualifiedName("dev.sluice.ingress.Race")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.sluice.ingress.Race")
                .check(house);
        assertThat(addressesOf(house.get("dev.sluice.ingress.Race"))).contains("OPEN");
        assertThat(addressesOf(house.get("dev.sluice.ingress.Holder"))).contains("ADMIT", "SETTLE");
    }

    private static List<String> addressesOf(JavaClass type) {
        return type.getFieldAccessesFromSelf().stream()
                .map(access -> access.getTarget().getName())
                .toList();
    }

    /** Of those who are neither the bus's table of addresses nor the rooms that answer there. */
    private static ArchRule accessOnlyFrom(List<String> types, String address) {
        return noClasses()
                .that(DescribedPredicate.describe("are not " + types, type -> !types.contains(type.getName())))
                .and()
                .doNotHaveFullyQualifiedName("dev.sluice.bus.Addresses")
                .and()
                .resideOutsideOfPackages("dev.sluice.accounting..", "dev.sluice.provider..")
                .should()
                .accessField(Addresses.class, address);
    }

    @ParameterizedTest
    @Order(4)
    @MethodSource("meteredRoutes")
    void aCallThroughAMeteredRouteLeavesOneRow(Route route) {
        String id = "metered-" + SENT.size();

        HttpResponse<String> answer =
                gateway().call("POST", path(route), METERED.getOrDefault(route.path(), ""), Map.of("X-Request-Id", id));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        SENT.put(id, route);
        JsonNode row = gateway().awaitRows(id).getFirst();
        assertThat(row.path("operation").asText())
                .isEqualTo(Objects.requireNonNull(route.operation()).id());
        assertThat(row.path("end").asText()).isEqualTo("completed");
        if (route.operation() == Operation.COUNT_TOKENS) {
            assertThat(row.path("cost_nanodollars").asLong()).isZero();
        }
    }

    @ParameterizedTest
    @Order(5)
    @MethodSource("freeRoutes")
    void aFreeRouteAsksNoUpstreamAndLeavesNoRow(Route route) {
        String id = "free-" + route.path().replaceAll("[^a-z0-9]", "-");
        int asked = fake().requests().size();

        HttpResponse<String> answer = gateway().call("GET", path(route), "", Map.of("X-Request-Id", id));

        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 404);
        assertThat(fake().requests()).hasSize(asked);
    }

    @Test
    @Order(6)
    void allRowsTogetherAreOneForEachCallAndNoneForTheRest() {
        Map<String, Long> rows = new TreeMap<>(gateway().rowIds().stream()
                .collect(Collectors.groupingBy(requestId -> requestId, Collectors.counting())));

        Map<String, Long> expected =
                SENT.keySet().stream().collect(Collectors.toMap(requestId -> requestId, requestId -> 1L));
        System.out.println("metered_routes " + SENT.size() + " of "
                + meteredRoutes().size() + " rows " + rows.size() + (rows.equals(expected) ? " pass" : " fail"));
        assertThat(rows).isEqualTo(expected);
    }

    private static String path(Route route) {
        boolean vectors = route.operation() == Operation.EMBEDDING;
        return route.path().replace("{model}", vectors ? VECTORS : MODEL).replace("{id}", "resp_none");
    }

    private static Gateway gateway() {
        return Objects.requireNonNull(gateway);
    }

    private static FakeProvider fake() {
        return Objects.requireNonNull(upstream);
    }
}
