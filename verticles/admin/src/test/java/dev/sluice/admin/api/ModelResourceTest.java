package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.bus.Addresses;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.ModelList.Model;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Tokens.Purpose;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is offered to whom, and at which price. */
class ModelResourceTest {
    private static final String USER_TOKEN = "token-of-a-user";

    private Management management;
    private String channel;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        management.store.users().create(new User("usr_a", "a user", "user", true, false));
        management.store.tokens().put(management.vault.digestToken(USER_TOKEN), Purpose.MANAGEMENT, "usr_a", null);
        management.post("/api/groups", "{\"name\":\"vip\"}").expect(201);
        channel = management
                .post("/api/channels", "{\"name\":\"first\",\"provider\":\"openai\",\"models\":[\"m\",\"free\"]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        ModelFacts facts = new ModelFacts(128_000, null, List.of("text"), List.of("text"), List.of("tools"));
        Map<String, List<Model>> offered = Map.of(
                "default",
                List.of(
                        new Model("free", "openai", 1, null, List.of(channel)),
                        new Model("m", "openai", 1, facts, List.of(channel))),
                "vip",
                List.of(new Model("m", "openai", 1, facts, List.of(channel))));
        management.answer(
                Addresses.MODELS,
                asked -> Future.succeededFuture(new ModelList(offered.getOrDefault(asked.group(), List.of()))));
    }

    @AfterEach
    void stop() {
        management.close();
    }

    @Test
    void aModelIsShownWithItsChannelsAndThePriceThatHolds() {
        price("{\"models\":{\"m\":{\"input\":1,\"output\":2}}}");

        JsonNode list = management.get("/api/models").expect(200).json();

        assertThat(list.path("group").asText()).isEqualTo("default");
        assertThat(list.at("/data/0/model").asText()).isEqualTo("free");
        assertThat(list.at("/data/0/prices")).isEmpty();
        assertThat(list.at("/data/1/prices/0/output").asInt()).isEqualTo(2);
        assertThat(list.at("/data/1/context_tokens").asInt()).isEqualTo(128_000);
        assertThat(list.at("/data/1/channels").toString())
                .startsWith("[{\"id\":\"" + channel + "\",\"name\":\"first\",\"price\":");
        assertThat(list.at("/data/0/channels/0/price").isNull()).isTrue();
        assertThat(list.at("/data/1/channels/0/price").asLong())
                .isEqualTo(list.at("/data/1/prices/0/id").asLong());
    }

    @Test
    void aGroupHasItsOwnPricesAndMultiplier() {
        price("{\"models\":{\"m\":{\"input\":1,\"output\":2,\"groups\":{\"vip\":{\"input\":0.5,\"output\":1}}}},"
                + "\"groups\":{\"vip\":0.8}}");

        JsonNode list = management.get("/api/models?group=vip").expect(200).json();

        assertThat(list.path("multiplier").decimalValue()).isEqualByComparingTo("0.8");
        assertThat(list.path("data")).hasSize(1);
        assertThat(list.at("/data/0/prices/0/input").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(management.get("/api/models?group=none").expect(400).param()).isEqualTo("group");
    }

    @Test
    void aUserSeesTheirGroupsPricesAndNothingOfThePlatform() {
        price("{\"models\":{\"m\":{\"input\":1,\"output\":2,\"providers\":{\"openai\":{\"input\":3,\"output\":4}}}}}");

        Reply seen = asUser("/api/models").expect(200);

        assertThat(seen.json().path("data")).hasSize(2);
        assertThat(seen.json().at("/data/1/prices")).hasSize(1);
        assertThat(seen.json().at("/data/1/prices/0/input").asInt()).isEqualTo(3);
        assertThat(seen.text()).doesNotContain("openai", "channel", "origin");
        assertThat(asUser("/api/models?group=vip").expect(400).param()).isEqualTo("group");
    }

    private void price(String body) {
        management.post("/api/prices", body).expect(200);
    }

    private Reply asUser(String path) {
        return management.call("GET", path, null, USER_TOKEN);
    }
}
