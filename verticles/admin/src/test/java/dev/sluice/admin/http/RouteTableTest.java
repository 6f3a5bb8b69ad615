package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.http.RouteTable.Match;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final Route LIST = Route.reads("/api/keys", request -> Answer.nothing());
    private static final Route ONE = Route.reads("/api/keys/{id}", request -> Answer.nothing());
    private static final Route DELETE = Route.changes(HttpMethod.DELETE, "/api/keys/{id}", request -> Answer.nothing());
    private static final RouteTable TABLE = new RouteTable(List.of(LIST, ONE, DELETE));

    @Test
    void aPathIsFoundWithItsValues() {
        assertThat(TABLE.find(HttpMethod.GET, "/api/keys")).isEqualTo(new Match.Found(LIST, Map.of()));
        assertThat(TABLE.find(HttpMethod.DELETE, "/api/keys/a-1"))
                .isEqualTo(new Match.Found(DELETE, Map.of("id", "a-1")));
    }

    @Test
    void aMethodThatIsNotThereIsToldFromAPathThatIsNot() {
        assertThat(TABLE.find(HttpMethod.PUT, "/api/keys/a"))
                .isEqualTo(new Match.OtherMethods(Set.of("DELETE", "GET")));
        assertThat(TABLE.find(HttpMethod.GET, "/api/key")).isEqualTo(new Match.Nothing());
        assertThat(TABLE.find(HttpMethod.GET, "/api/keys/a/b")).isEqualTo(new Match.Nothing());
    }

    @Test
    void aValueIsAnIdAndNothingElse() {
        for (String id : List.of("", "..", "a%2e", "a b", "a;b", "\u00e9", "x".repeat(65))) {
            assertThat(TABLE.find(HttpMethod.GET, "/api/keys/" + id)).as(id).isEqualTo(new Match.Nothing());
        }
    }
}
