package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A2: nothing is written but what may be, whatever it is called and whatever it looks like. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MassAssignmentTest {
    private static final List<String> MIGRATIONS = List.of(
            "V1__books_and_catalog",
            "V5__accounts",
            "V12__rate_limits",
            "V13__routing_rules",
            "V16__sign_in",
            "V21__second_factors",
            "V22__repeated_requests_and_announcements",
            "V25__password_attempts");

    private static final Pattern COLUMN = Pattern.compile("(?m)^ {4}([a-z][a-z_]+) ");
    private static final List<String> VALUES =
            List.of("\"root\"", "1", "true", "null", "[\"*\"]", "{\"role\":\"root\"}");
    /** Models and their prices are data: the names in them are nobody's fields. */
    private static final Set<String> WITHOUT_FIELDS = Set.of("POST /api/prices/import");

    private Management management;
    private JsonNode document;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
        document = management.get("/api/openapi.json").expect(200).json();
        management.post("/api/groups", "{\"name\":\"some-id\"}").expect(201);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    /** Every name that means anything here: fields of the API, and columns of the database. */
    private Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        document.findValues("properties")
                .forEach(properties -> properties.fieldNames().forEachRemaining(names::add));
        for (String migration : MIGRATIONS) {
            try (InputStream sql = getClass().getResourceAsStream("/db/migration/" + migration + ".sql")) {
                assertThat(sql).as(migration).isNotNull();
                Matcher columns = COLUMN.matcher(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
                while (columns.find()) {
                    names.add(columns.group(1));
                }
            }
        }
        names.addAll(List.of("__proto__", "constructor", "isAdmin", "Role", "role "));
        return names;
    }

    private Set<String> allowed(Route route) {
        JsonNode schema = document.path("paths")
                .path(route.path())
                .path(route.method().name().toLowerCase(Locale.ROOT))
                .at("/requestBody/content/application~1json/schema");
        String reference = schema.path("$ref").asText();
        JsonNode properties = (reference.isEmpty() ? schema : document.at(reference.substring(1))).path("properties");
        Set<String> allowed = new TreeSet<>();
        properties.fieldNames().forEachRemaining(allowed::add);
        return allowed;
    }

    private long written() {
        return management
                .get("/api/audit-log?limit=1")
                .json()
                .at("/data/0/number")
                .asLong();
    }

    @Test
    void noRouteTakesAFieldThatItDoesNotKnow() throws IOException {
        List<String> taken = new ArrayList<>();
        Set<String> names = names();
        long before = written();
        int asked = 0;
        for (Route route : management.routes().routes()) {
            if (!route.writes() || WITHOUT_FIELDS.contains(route.name())) {
                continue;
            }
            Set<String> allowed = allowed(route);
            for (String name : names) {
                if (!allowed.contains(name)) {
                    String value = VALUES.get(asked++ % VALUES.size());
                    int status = ask(route, "{\"" + name + "\":" + value + "}").status();
                    if (status < 400 || status > 499) {
                        taken.add(route.name() + " " + name + "=" + value + " " + status);
                    }
                }
            }
        }
        long changed = written() - before;

        System.out.println("A2 " + (taken.size() + changed) + " fields_taken_or_changes_made_of_" + asked + " "
                + (taken.isEmpty() && changed == 0 ? "pass" : "fail"));
        assertThat(asked).isGreaterThan(10_000);
        assertThat(taken).isEmpty();
        assertThat(changed).isZero();
    }

    private Reply ask(Route route, String body) {
        return management.call(route.method().name(), Management.somePath(route), body, Management.TOKEN);
    }

    @Test
    void aFieldOfTheWrongTypeIsRefusedAndNamed() {
        List<String> unexpected = new ArrayList<>();
        String key = "/api/keys/"
                + management
                        .post("/api/keys", "{\"name\":\"typed\"}")
                        .expect(201)
                        .json()
                        .path("id")
                        .asText();
        for (String path : List.of(key, "/api/groups/some-id", "/api/users/admin", "/api/invitations")) {
            String template =
                    path.equals("/api/invitations") ? path : path.substring(0, path.lastIndexOf('/')) + "/{id}";
            Route route = management.routes().routes().stream()
                    .filter(one -> one.name().equals("PATCH " + template))
                    .findFirst()
                    .orElseThrow();
            for (String name : allowed(route)) {
                for (String value : List.of("{\"a\":{}}", "[[]]", "1e400", "\"\\u0000\"")) {
                    Reply reply = management.patch(path, "{\"" + name + "\":" + value + "}");
                    if (reply.status() != 400 || !reply.param().startsWith(name)) {
                        unexpected.add(template + " " + name + "=" + value + " " + reply.status() + reply.text());
                    }
                }
            }
        }

        assertThat(unexpected).isEmpty();
    }
}
