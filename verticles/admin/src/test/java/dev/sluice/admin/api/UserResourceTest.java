package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserResourceTest {
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void aUserBeginsWithAnEmptyAccountAndNoRights() {
        JsonNode made = create("Ada");

        assertThat(made.path("role").asText()).isEqualTo("user");
        assertThat(made.path("unlimited").asBoolean()).isFalse();
        assertThat(made.path("balance").asText()).isEqualTo("0");
        assertThat(management.get(at(made)).expect(200).json()).isEqualTo(made);
        assertThat(management.get("/api/users").expect(200).json().path("data").findValuesAsText("id"))
                .contains("admin", made.path("id").asText());
    }

    @Test
    void aCreditIsBookedOnceForEachExternalId() {
        String path = at(create("Bea")) + "/credit";
        String body = "{\"amount\":\"10.000000001\",\"reason\":\"invoice 7\",\"external_id\":\"inv-7\"}";

        JsonNode first = management.post(path, body).expect(200).json();
        JsonNode second = management.post(path, body).expect(200).json();

        assertThat(first.path("booked").asBoolean()).isTrue();
        assertThat(second.path("booked").asBoolean()).isFalse();
        assertThat(second.at("/user/balance").asText()).isEqualTo("10.000000001");
        assertThat(second.at("/user/balance_nanodollars").asLong()).isEqualTo(10_000_000_001L);
    }

    @Test
    void aCorrectionTakesBackWhatIsThereAndNoMore() {
        String path = at(create("Cem")) + "/credit";
        management
                .post(path, "{\"amount\":5,\"reason\":\"gift\",\"external_id\":\"gift-1\"}")
                .expect(200);

        JsonNode corrected = management
                .post(path, "{\"amount\":-2,\"reason\":\"too much\",\"external_id\":\"fix-1\"}")
                .expect(200)
                .json();
        management
                .post(path, "{\"amount\":-4,\"reason\":\"more\",\"external_id\":\"fix-2\"}")
                .expect(409);

        assertThat(corrected.at("/user/balance").asText()).isEqualTo("3");
    }

    @Test
    void aUserCanBeRenamedDisabledAndSetFree() {
        JsonNode made = create("Dot");

        JsonNode changed = management
                .patch(at(made), "{\"name\":\"Dorothy\",\"enabled\":false,\"unlimited\":true}")
                .expect(200)
                .json();

        assertThat(changed.path("name").asText()).isEqualTo("Dorothy");
        assertThat(changed.path("enabled").asBoolean()).isFalse();
        assertThat(changed.path("unlimited").asBoolean()).isTrue();
        assertThat(changed.path("role").asText()).isEqualTo("user");
    }

    @Test
    void theAdministratorCannotBeDisabled() {
        assertThat(management
                        .patch("/api/users/admin", "{\"enabled\":false}")
                        .expect(400)
                        .param())
                .isEqualTo("enabled");
        management.get("/api/users/admin").expect(200);
    }

    @Test
    void aUserWhoIsNotThereIsNotFound() {
        management.get("/api/users/nobody").expect(404);
        management.patch("/api/users/nobody", "{\"name\":\"x\"}").expect(404);
        management
                .post("/api/users/nobody/credit", "{\"amount\":1,\"reason\":\"r\",\"external_id\":\"e\"}")
                .expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api/users | name | {}",
                "/api/users | name | {'name':''}",
                "/api/users | role | {'name':'x','role':'owner'}",
                "/api/users | balance | {'name':'x','balance':5}",
                "/api/users | unlimited | {'name':'x','unlimited':null}",
                "/api/users | enabled | {'name':'x','enabled':'no'}",
                "/api/users/admin/credit | amount | {'reason':'r','external_id':'e'}",
                "/api/users/admin/credit | amount | {'amount':0,'reason':'r','external_id':'e'}",
                "/api/users/admin/credit | amount | {'amount':'0.00','reason':'r','external_id':'e'}",
                "/api/users/admin/credit | amount | {'amount':'1,5','reason':'r','external_id':'e'}",
                "/api/users/admin/credit | amount | {'amount':1e400,'reason':'r','external_id':'e'}",
                "/api/users/admin/credit | reason | {'amount':1,'reason':'','external_id':'e'}",
                "/api/users/admin/credit | external_id | {'amount':1,'reason':'r'}",
                "/api/users/admin/credit | external_id | {'amount':1,'reason':'r','external_id':'a b'}",
                "/api/users/admin/credit | currency | {'amount':1,'reason':'r','external_id':'e','currency':'EUR'}"
            })
    void aFieldThatIsWrongIsNamed(String path, String field, String body) {
        assertThat(management.post(path, body.replace('\'', '"')).expect(400).param())
                .isEqualTo(field);
    }

    @Test
    void anAccountCannotOverflow() {
        String path = at(create("Eve")) + "/credit";
        for (int i = 0; i < 9; i++) {
            management
                    .post(path, "{\"amount\":1000000000,\"reason\":\"r\",\"external_id\":\"big-" + i + "\"}")
                    .expect(200);
        }

        assertThat(management
                        .post(path, "{\"amount\":1000000000,\"reason\":\"r\",\"external_id\":\"big-9\"}")
                        .expect(400)
                        .param())
                .isEqualTo("amount");
    }

    private JsonNode create(String name) {
        return management
                .post("/api/users", "{\"name\":\"" + name + "\"}")
                .expect(201)
                .json();
    }

    private static String at(JsonNode user) {
        return "/api/users/" + user.path("id").asText();
    }
}
