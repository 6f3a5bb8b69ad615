package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.store.Account;
import dev.sluice.store.NodeLife;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetResourceTest {
    private static final String OF_ADMIN =
            "{'name':'n','scope':'user','subject':'admin','period':'day','unit':'requests','limit':10}";

    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    private JsonNode create(String body) {
        return management
                .post("/api/budgets", body.replace('\'', '"'))
                .expect(201)
                .json();
    }

    private static String at(JsonNode budget) {
        return "/api/budgets/" + budget.path("id").asText();
    }

    @Test
    void aBudgetIsMadeChangedReadAndDeleted() {
        JsonNode made = create(OF_ADMIN);
        assertThat(made.path("limit").asLong()).isEqualTo(10);
        assertThat(made.at("/now/spent").asLong()).isZero();
        assertThat(made.at("/now/ends_at").asText()).endsWith("T00:00:00Z");

        JsonNode changed = management
                .patch(at(made), "{\"limit\":5,\"soft_percent\":80,\"enabled\":false,\"name\":\"m\"}")
                .expect(200)
                .json();

        assertThat(changed.path("limit").asLong()).isEqualTo(5);
        assertThat(changed.path("soft_percent").asInt()).isEqualTo(80);
        assertThat(changed.path("enabled").asBoolean()).isFalse();
        assertThat(management.get(at(made)).expect(200).json()).isEqualTo(changed);
        assertThat(management.get("/api/budgets?limit=200").expect(200).json().path("data"))
                .contains(changed);
        management.delete(at(made)).expect(204);
        management.get(at(made)).expect(404);
        management.patch(at(made), "{}").expect(404);
        management.delete(at(made)).expect(404);
    }

    @Test
    void aBudgetOfCostIsInDollars() {
        JsonNode made =
                create("{'name':'c','scope':'model','subject':'gpt-*','period':'total','unit':'cost','limit':'12.5'}");

        assertThat(made.path("limit").asText()).isEqualTo("12.5");
        assertThat(made.path("limit_nanodollars").asLong()).isEqualTo(12_500_000_000L);
        assertThat(made.at("/now/ends_at").isNull()).isTrue();
    }

    @Test
    void theRunningPeriodIsShown() {
        JsonNode made = create(OF_ADMIN);
        Account period = management
                .store
                .accounts()
                .budgets()
                .get(made.path("id").asText())
                .orElseThrow()
                .accountAt(management.clock.instant());
        management.store.accounts().budgets().open(period);
        NodeLife life = management.store.nodes().begin("n");
        management.store.ledger().draw(life, period, 4, 4);

        JsonNode now = management.get(at(made)).expect(200).json().path("now");

        assertThat(now.path("held").asLong()).isEqualTo(4);
        assertThat(now.path("spent").asLong()).isZero();
    }

    @Test
    void aGroupIsMadeSwitchedOffAndDeleted() {
        management
                .post("/api/groups", "{\"name\":\"team-a\",\"description\":\"those\"}")
                .expect(201);
        management.post("/api/groups", "{\"name\":\"team-a\"}").expect(409);
        assertThat(management
                        .patch("/api/groups/team-a", "{\"enabled\":false}")
                        .expect(200)
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isFalse();
        management.patch("/api/groups/default", "{\"enabled\":false}").expect(400);
        management.delete("/api/groups/default").expect(409);
        management.get("/api/groups/team-a").expect(200);
        management.delete("/api/groups/team-a").expect(204);
        management.delete("/api/groups/team-a").expect(404);
        management.patch("/api/groups/team-a", "{}").expect(404);
        assertThat(management.get("/api/groups").expect(200).json().path("data").findValuesAsText("name"))
                .contains("default");
    }

    @Test
    void aUsersNewKeysBeginInItsDefaultGroup() {
        management.post("/api/groups", "{\"name\":\"lab\"}").expect(201);
        String user = management
                .post("/api/users", "{\"name\":\"Lab\",\"default_group\":\"lab\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();

        JsonNode key = management
                .post("/api/keys", "{\"name\":\"of lab\",\"user_id\":\"" + user + "\"}")
                .expect(201)
                .json();

        assertThat(key.path("group").asText()).isEqualTo("lab");
        management.delete("/api/groups/lab").expect(409);
        assertThat(management
                        .patch("/api/users/" + user, "{\"default_group\":\"none\"}")
                        .expect(400)
                        .param())
                .isEqualTo("default_group");
    }

    @Test
    void noticesAreListedAndNoted() {
        assertThat(management.get("/api/notices?untold=true").expect(200).json().path("data"))
                .isEmpty();
        assertThat(management.get("/api/notices?untold=maybe").expect(400).param())
                .isEqualTo("untold");
        assertThat(management
                        .post("/api/notices/1/told", "{}")
                        .expect(200)
                        .json()
                        .path("noted")
                        .asBoolean())
                .isFalse();
        management.post("/api/notices/x/told", "{}").expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name | {}",
                "scope | {'name':'n','scope':'team','subject':'x','period':'day','unit':'requests','limit':1}",
                "subject | {'name':'n','scope':'user','subject':'x','period':'day','unit':'requests','limit':1}",
                "subject | {'name':'n','scope':'key','subject':'x','period':'day','unit':'requests','limit':1}",
                "subject | {'name':'n','scope':'group','subject':'x','period':'day','unit':'requests','limit':1}",
                "model | {'name':'n','scope':'model','subject':'x','model':'y','period':'day','unit':'tokens','limit':1}",
                "period | {'name':'n','scope':'user','subject':'admin','period':'week','unit':'requests','limit':1}",
                "unit | {'name':'n','scope':'user','subject':'admin','period':'day','unit':'calls','limit':1}",
                "limit | {'name':'n','scope':'user','subject':'admin','period':'day','unit':'requests','limit':1.5}",
                "limit | {'name':'n','scope':'user','subject':'admin','period':'day','unit':'tokens','limit':-1}",
                "limit | {'name':'n','scope':'user','subject':'admin','period':'day','unit':'cost','limit':'x'}",
                "soft_percent | {'name':'n','scope':'user','subject':'admin','period':'day','unit':'cost','limit':1,'soft_percent':0}",
                "id | {'name':'n','scope':'user','subject':'admin','period':'day','unit':'cost','limit':1,'id':'x'}"
            })
    void aFieldThatIsWrongIsNamed(String field, String body) {
        assertThat(management
                        .post("/api/budgets", body.replace('\'', '"'))
                        .expect(400)
                        .param())
                .isEqualTo(field);
    }
}
