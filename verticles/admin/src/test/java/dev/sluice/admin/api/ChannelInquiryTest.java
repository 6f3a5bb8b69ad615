package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Balance;
import dev.sluice.bus.ModelsListed;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of a channel's upstream by hand. */
class ChannelInquiryTest {

    @Test
    void theUpstreamIsAskedAndItsAnswerIsShown(@TempDir Path folder) {
        try (Management management = new Management(folder)) {
            String channel = channel(management);
            management.answer(
                    Addresses.BALANCE,
                    query -> Future.succeededFuture(
                            new Balance("12.50", query.channelId().equals(channel) ? "CNY" : "?")));
            management.answer(
                    Addresses.UPSTREAM_MODELS,
                    query -> Future.succeededFuture(new ModelsListed(query.channelId(), List.of("b", "a"))));

            Reply balance =
                    management.get("/api/channels/" + channel + "/balance").expect(200);
            assertThat(balance.json().toString())
                    .isEqualTo("{\"channel\":\"" + channel + "\",\"amount\":\"12.50\",\"unit\":\"CNY\"}");
            Reply models = management
                    .get("/api/channels/" + channel + "/upstream-models")
                    .expect(200);
            assertThat(models.json().path("data").toString()).isEqualTo("[\"b\",\"a\"]");
        }
    }

    @Test
    void whyItIsNotKnownIsSaid(@TempDir Path folder) {
        try (Management management = new Management(folder)) {
            String channel = channel(management);
            management.answer(
                    Addresses.BALANCE,
                    query -> Future.failedFuture(new GatewayException(Kind.NOT_FOUND, "It does not say.")));
            management.answer(
                    Addresses.UPSTREAM_MODELS,
                    query -> Future.failedFuture(new GatewayException(Kind.UPSTREAM_FAILED, "It is away.")));

            assertThat(management
                            .get("/api/channels/" + channel + "/balance")
                            .expect(404)
                            .text())
                    .contains("It does not say.");
            assertThat(management
                            .get("/api/channels/" + channel + "/upstream-models")
                            .expect(502)
                            .text())
                    .contains("It is away.");
            management.get("/api/channels/ch_none/balance").expect(404);
        }
    }

    private static String channel(Management management) {
        return management
                .post("/api/channels", "{\"name\":\"c\",\"provider\":\"openai\",\"models\":[\"m\"]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }
}
