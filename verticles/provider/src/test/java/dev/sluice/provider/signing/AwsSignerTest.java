package dev.sluice.provider.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.provider.upstream.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsSignerTest {
    /** The key of AWS's published examples; it opens nothing. */
    private static final String KEY_ID = "AKIDEXAMPLE";

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final Bytes BODY = Bytes.utf8("{\"messages\":[]}");
    private static final Origin BEDROCK = new Origin("bedrock-runtime.us-east-1.amazonaws.com", 443, true);
    private static final SignatureV4 ORACLE = new SignatureV4(KEY_ID, SECRET, "us-east-1", "bedrock");

    /** {@code get-vanilla} and {@code post-vanilla} of AWS's SigV4 test suite. */
    @Test
    void theOracleGivesThePublishedSignatures() {
        SignatureV4 oracle = new SignatureV4(KEY_ID, SECRET, "us-east-1", "service");
        Map<String, String> headers = Map.of("host", "example.amazonaws.com", "x-amz-date", "20150830T123600Z");

        assertThat(oracle.authorization("GET", "/", headers, new byte[0]))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                        + "SignedHeaders=host;x-amz-date, "
                        + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        assertThat(oracle.authorization("POST", "/", headers, new byte[0]))
                .endsWith("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/model/amazon.nova-pro-v1%3A0/converse",
                "/model/amazon.nova-pro-v1:0/converse",
                "/model/plain/converse-stream",
                "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.x.y-v1%3A0/converse"
            })
    void signsAsAwsDescribesWhateverTheModelIsCalled(String path) {
        Signable request = new Signable("POST", BEDROCK, path, Map.of("content-type", "application/json"), BODY);

        Map<String, String> signed =
                AwsSigner.ofBedrock(KEY_ID + ":" + SECRET, "us-east-1").sign(request, NOW);

        assertThat(signed).containsEntry("x-amz-date", "20150830T123600Z").doesNotContainKey("x-amz-security-token");
        assertThat(signed.get("authorization")).isEqualTo(expected(request, signed, BEDROCK.host()));
    }

    @Test
    void aSessionTokenIsSentAndCovered() {
        Signable request = new Signable("POST", BEDROCK, "/model/m/converse", Map.of(), BODY);

        Map<String, String> signed = AwsSigner.ofBedrock(KEY_ID + ":" + SECRET + ":a/token+==", "us-east-1")
                .sign(request, NOW);

        assertThat(signed).containsEntry("x-amz-security-token", "a/token+==");
        assertThat(signed.get("authorization"))
                .contains("x-amz-security-token")
                .isEqualTo(expected(request, signed, BEDROCK.host()));
    }

    @Test
    void aPortOfItsOwnBelongsToTheHost() {
        Signable request =
                new Signable("POST", new Origin("localhost", 8443, true), "/model/m/converse", Map.of(), BODY);

        Map<String, String> signed =
                AwsSigner.ofBedrock(KEY_ID + ":" + SECRET, "us-east-1").sign(request, NOW);

        assertThat(signed.get("authorization")).isEqualTo(expected(request, signed, "localhost:8443"));
    }

    @Test
    void aBodyIsSignedWhereverItStandsInItsArray() {
        Bytes inside = Bytes.utf8("xx" + BODY.utf8() + "yy").slice(2, 2 + BODY.length());
        AwsSigner signer = AwsSigner.ofBedrock(KEY_ID + ":" + SECRET, "us-east-1");

        assertThat(signer.sign(new Signable("POST", BEDROCK, "/m", Map.of(), inside), NOW))
                .isEqualTo(signer.sign(new Signable("POST", BEDROCK, "/m", Map.of(), BODY), NOW));
    }

    @Test
    void anApiKeyIsSentAsItIs() {
        Signable request = new Signable("POST", BEDROCK, "/model/m/converse", Map.of(), BODY);

        assertThat(AwsSigner.ofBedrock("ABSKQmVkcm9jaw==", "us-east-1").sign(request, NOW))
                .containsExactly(Map.entry("authorization", "Bearer ABSKQmVkcm9jaw=="));
    }

    private static String expected(Signable request, Map<String, String> signed, String host) {
        Map<String, String> covered = new TreeMap<>(request.headers());
        covered.put("host", host);
        signed.forEach((name, value) -> {
            if (!name.equals("authorization")) {
                covered.put(name, value);
            }
        });
        return ORACLE.authorization(
                request.method(), request.uri(), covered, request.body().utf8().getBytes(StandardCharsets.UTF_8));
    }
}
