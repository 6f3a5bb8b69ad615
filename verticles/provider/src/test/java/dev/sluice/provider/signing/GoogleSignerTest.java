package dev.sluice.provider.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleSignerTest {
    private static final ServiceAccount ACCOUNT = ServiceAccount.make();

    @Test
    void aTokenIsSignedWithTheAccountsKeyAndSaysWhoseItIs() throws GeneralSecurityException {
        String[] parts = token(GoogleSigner.of(ACCOUNT.json())).split("\\.", -1);
        JsonNode head = decoded(parts[0]);
        JsonNode claims = decoded(parts[1]);

        assertThat(head.path("alg").asText()).isEqualTo("RS256");
        assertThat(head.path("kid").asText()).isEqualTo("key-1");
        assertThat(claims.path("iss").asText()).isEqualTo(ServiceAccount.EMAIL);
        assertThat(claims.path("sub").asText()).isEqualTo(ServiceAccount.EMAIL);
        assertThat(claims.path("scope").asText()).isEqualTo("https://www.googleapis.com/auth/cloud-platform");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(ACCOUNT.keys().getPublic());
        check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(check.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    @Test
    void aTokenIsUsedAgainWhileItIsGood() {
        GoogleSigner signer = GoogleSigner.of(ACCOUNT.json());

        assertThat(token(signer)).isEqualTo(token(signer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sk-canary", "{\"type\":\"service_account\",\"private_key\":\"canary\"}", "[]", "{}", "{\"a\":"})
    void whatIsNoSuchKeyIsRefusedAndNotRepeated(String secret) {
        assertThatThrownBy(() -> GoogleSigner.of(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the secret is not the JSON key of a service account")
                .hasNoCause();
    }

    private static String token(GoogleSigner signer) {
        String header = Objects.requireNonNull(signer.sign().get("authorization"));
        assertThat(header).startsWith("Bearer ");
        return header.substring("Bearer ".length());
    }

    private static JsonNode decoded(String part) {
        String json = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
        return JsonTree.parse(json).orElseThrow();
    }
}
