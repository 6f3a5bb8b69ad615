package dev.sluice.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of the code as a whole, and what Maven cannot hold by itself. */
class HouseRulesTest {
    private static final String ALL = "dev.sluice";
    /** What each room may know, beside itself and the ground floor {@code model}. */
    private static final Map<String, List<String>> ROOMS = Map.of(
            "wire", List.of(),
            "bus", List.of(),
            "prices", List.of(),
            "store", List.of("prices"),
            "ingress", List.of("wire", "bus"),
            "provider", List.of("wire", "bus", "store"),
            "router", List.of("bus", "store"),
            "accounting", List.of("bus", "store", "journal"),
            "admin", List.of("bus", "prices", "store"));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/dev/sluice/testkit/"))
            .importPackages(ALL);
    private static final JavaClasses TRESPASSERS = new ClassFileImporter()
            .importPackages("dev.sluice.trespass", "dev.sluice.model.trespass", "dev.sluice.router.trespass");

    static Stream<ArchRule> rules() {
        return Stream.concat(
                Stream.of(
                        slices().matching("dev.sluice.(**)").should().beFreeOfCycles(),
                        onlyIn(
                                "store",
                                "speaks SQL",
                                List.of(
                                        "java.sql..",
                                        "javax.sql..",
                                        "org.jdbi..",
                                        "com.zaxxer..",
                                        "org.flywaydb..",
                                        "org.sqlite..",
                                        "org.postgresql..",
                                        "org.mariadb..")),
                        onlyIn(
                                "bus",
                                "sees the event bus and Hazelcast",
                                List.of("io.vertx.core.eventbus..", "io.vertx.spi.cluster..", "com.hazelcast..")),
                        onlyIn("provider.signing", "sees the AWS SDK", List.of("software.amazon.awssdk..")),
                        onlyIn("provider.signing", "sees Google's library for tokens", List.of("com.google.auth..")),
                        onlyIn("wire", "frames AWS's streams", List.of("software.amazon.eventstream..")),
                        onlyProviderDialsOut(),
                        modelKnowsNoLibrary(),
                        onlyLauncherReadsTheEnvironment(),
                        noTypeHasAnEmptyName()),
                ROOMS.keySet().stream().sorted().map(HouseRulesTest::keepsToItsFloor));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theHouseKeepsItsRules(ArchRule rule) {
        rule.check(HOUSE);
    }

    static Stream<ArchRule> rulesThatAreBrokenOnPurpose() {
        return rules().filter(rule -> !rule.getDescription().startsWith("room ")
                || rule.getDescription().startsWith("room router"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesThatAreBrokenOnPurpose")
    void aBrokenRuleIsNoticed(ArchRule rule) {
        assertThat(rule.evaluate(TRESPASSERS).hasViolation()).isTrue();
    }

    @Test
    void everyRoomIsLookedAt() {
        assertThat(HOUSE).hasSizeGreaterThan(200);
        assertThat(ROOMS.keySet())
                .allSatisfy(room ->
                        assertThat(HOUSE.that(resideInAPackage(packages(room)))).hasSizeGreaterThan(3));
        assertThat(HOUSE.that(resideInAPackage("dev.sluice.model.."))).hasSizeGreaterThan(20);
        assertThat(HOUSE.that(resideInAPackage("dev.sluice.launcher.."))).hasSizeGreaterThan(10);
    }

    private static ArchRule onlyIn(String room, String what, List<String> packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(packages(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages.toArray(String[]::new))
                .as("only " + room + " " + what);
    }

    private static ArchRule onlyProviderDialsOut() {
        DescribedPredicate<JavaClass> diallers = resideInAnyPackage("java.net.http..", "io.vertx.ext.web.client..")
                .or(DescribedPredicate.describe(
                        "open sockets outward",
                        type -> List.of(
                                        "java.net.Socket",
                                        "java.net.URLConnection",
                                        "java.net.HttpURLConnection",
                                        "java.nio.channels.SocketChannel",
                                        "io.vertx.core.http.HttpClient",
                                        "io.vertx.core.http.HttpClientAgent",
                                        "io.vertx.core.http.HttpClientBuilder",
                                        "io.vertx.core.http.WebSocketClient",
                                        "io.vertx.core.net.NetClient",
                                        "io.netty.bootstrap.Bootstrap")
                                .contains(type.getName())));
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.provider.egress..")
                .should()
                .dependOnClassesThat(diallers)
                .as("only provider's egress opens sockets outward");
    }

    private static ArchRule modelKnowsNoLibrary() {
        return classes()
                .that()
                .resideInAPackage("dev.sluice.model..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.sluice.model..", "java..", "org.jspecify..")
                .as("model knows the JDK and JSpecify only");
    }

    private static ArchRule onlyLauncherReadsTheEnvironment() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.launcher..")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "read the environment or system properties",
                        call -> call.getTargetOwner().isEquivalentTo(System.class)
                                && List.of("getenv", "getProperty", "getProperties")
                                        .contains(call.getTarget().getName())))
                .as("only launcher reads the environment");
    }

    private static ArchRule noTypeHasAnEmptyName() {
        return noClasses()
                .should()
                .haveNameMatching(".*(Impl|Utils?|Helper|Manager)(\\$.*)?")
                .as("no type is named Impl, Util, Helper or Manager");
    }

    private static ArchRule keepsToItsFloor(String room) {
        String[] allowed = Stream.concat(Stream.of(room, "model"), ROOMS.getOrDefault(room, List.of()).stream())
                .map(HouseRulesTest::packages)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(packages(room))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.sluice..").and(DescribedPredicate.not(resideInAnyPackage(allowed))))
                .as("room " + room + " knows model and " + ROOMS.get(room) + " only");
    }

    private static String packages(String room) {
        return ALL + "." + room + "..";
    }
}
