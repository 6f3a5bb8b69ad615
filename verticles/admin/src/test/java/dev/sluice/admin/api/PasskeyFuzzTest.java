package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What authenticators send, with bits flipped, cut and grown: it is refused, never a fault, and lets nobody in. */
class PasskeyFuzzTest {
    private static final int CASES = 10_000;
    private static final long SEED = 13;
    /** Of what signs in, all that is signed, and the signature. */
    private static final Set<String> SIGNED = Set.of("authenticatorData", "clientDataJSON", "signature");

    private Management management;
    private Authenticator device;
    private Authenticator other;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        device = new Authenticator("http://localhost:" + management.port());
        other = new Authenticator("http://localhost:" + management.port());
    }

    @AfterEach
    void stop() {
        management.close();
    }

    private Reply ask(String path, String body, @Nullable String token) {
        HttpRequest.Builder request = management
                .request(path)
                .uri(URI.create("http://localhost:" + management.port() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return management.send(token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    private JsonNode options(boolean creation) {
        return creation
                ? ask("/api/profile/passkeys/options", "{}", Management.TOKEN)
                        .expect(200)
                        .json()
                : ask("/api/session/passkey/options", "{}", null).expect(200).json();
    }

    private Reply add(JsonNode credential) {
        return ask("/api/profile/passkeys", "{\"name\":\"n\",\"credential\":" + credential + "}", Management.TOKEN);
    }

    private Reply signIn(JsonNode credential) {
        return ask("/api/session/passkey", "{\"credential\":" + credential + "}", null);
    }

    @Test
    void tenThousandSpoiltCredentialsAreRefusedAndNoneIsAFault() {
        Random random = new Random(SEED);
        add(device.make(options(true))).expect(201);
        List<String> faults = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < CASES; i++) {
            // So that nobody has to wait.
            management.clock.advance(Duration.ofMinutes(2));
            boolean creation = i % 3 == 0;
            ObjectNode credential = creation ? other.make(options(true)) : device.sign(options(false));
            String part = spoil((ObjectNode) credential.path("response"), random);
            Reply reply = creation ? add(credential) : signIn(credential);
            statuses.merge(reply.status(), 1, Integer::sum);
            boolean letIn = !creation && reply.status() == 200 && SIGNED.contains(part);
            if (reply.status() >= 500 || letIn) {
                faults.add("case " + i + " of seed " + SEED + ": " + reply.status() + " " + credential);
            }
            if (reply.status() == 201) {
                management.delete(
                        "/api/profile/passkeys/" + reply.json().path("id").asText());
            }
        }

        System.out.println("PK1 " + faults.size() + " faults_or_let_in_of_" + CASES + "_spoilt_passkeys_seed_" + SEED
                + " " + (faults.isEmpty() ? "pass" : "fail"));
        assertThat(faults).isEmpty();
        assertThat(statuses).as(statuses.toString()).containsKey(401).doesNotContainKey(429);
        assertThat(statuses.getOrDefault(400, 0) + statuses.getOrDefault(401, 0))
                .isGreaterThan(CASES / 2);
        signIn(device.sign(options(false))).expect(200);
    }

    /** Mostly flips bits of what the authenticator made; now and then cuts or grows it, or another part. Returns which. */
    private static String spoil(ObjectNode response, Random random) {
        List<String> parts =
                response.properties().stream().map(Map.Entry::getKey).sorted().toList();
        String data = parts.contains("authenticatorData") ? "authenticatorData" : "attestationObject";
        String part = random.nextInt(10) < 7 ? data : parts.get(random.nextInt(parts.size()));
        byte[] bytes = Base64.getUrlDecoder().decode(response.path(part).asText());
        byte[] spoilt = bytes.clone();
        int bit = random.nextInt(bytes.length * 8);
        spoilt[bit / 8] ^= (byte) (1 << (bit % 8));
        for (int more = random.nextInt(3); more > 0; more--) {
            spoilt[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        spoilt = switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(spoilt, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(spoilt, bytes.length + 1 + random.nextInt(64));
            default -> spoilt;
        };
        response.put(part, Base64.getUrlEncoder().withoutPadding().encodeToString(spoilt));
        return Arrays.equals(spoilt, bytes) ? "" : part;
    }
}
