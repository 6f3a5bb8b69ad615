package dev.sluice.provider.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.provider.upstream.Origin;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TencentSignerTest {
    /** The request of https://cloud.tencent.com/document/api/213/30654, whose canonical form is printed there. */
    private static final Signable REQUEST = new Signable(
            "POST",
            new Origin("cvm.tencentcloudapi.com", 443, true),
            "/",
            Map.of("content-type", "application/json; charset=utf-8", "x-tc-action", "DescribeInstances"),
            Bytes.utf8(
                    "{\"Limit\": 1, \"Filters\": [{\"Values\": [\"\\u672a\\u547d\\u540d\"], \"Name\": \"instance-name\"}]}"));

    private static final Instant THEN = Instant.ofEpochSecond(1_551_113_065);

    @Test
    void theDocumentedRequestIsSignedAsAnotherImplementationSignsIt() {
        TencentSigner signer = TencentSigner.of("AKIDEXAMPLE|Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "cvm");

        assertThat(signer.sign(REQUEST, THEN))
                .containsEntry("x-tc-timestamp", "1551113065")
                .containsEntry(
                        "authorization",
                        "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2019-02-25/cvm/tc3_request,"
                                + " SignedHeaders=content-type;host;x-tc-action, Signature="
                                + "644be983de9a8a3f00db8eadaba61467c3b429e2215758ba897b738ca469fd26");
    }

    @Test
    void anApplicationsIdBeforeTheSecretIsNotNeeded() {
        TencentSigner with = TencentSigner.of("100000|AKIDEXAMPLE|key", "hunyuan");
        TencentSigner without = TencentSigner.of("AKIDEXAMPLE|key", "hunyuan");

        assertThat(with.sign(REQUEST, THEN)).isEqualTo(without.sign(REQUEST, THEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "a|b|c|d", "|key"})
    void whatIsNoSecretIsRefusedWithoutBeingRepeated(String secret) {
        assertThatThrownBy(() -> TencentSigner.of(secret, "hunyuan"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret id")
                .hasMessageNotContaining("a|b");
    }
}
