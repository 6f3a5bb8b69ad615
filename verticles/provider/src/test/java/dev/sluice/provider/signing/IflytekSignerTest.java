package dev.sluice.provider.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.provider.upstream.Origin;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IflytekSignerTest {
    /** Key, secret and date of iFlytek's own example; what comes of them is computed with Python's hmac. */
    private static final IflytekSigner SIGNER =
            IflytekSigner.of("12345678|MjlmNzkzNmZkMDQ2OTc0ZDdmNGE2ZTZi|addd2272b6d8b7c8abdd79531420ca3b");

    private static final Instant THEN = Instant.parse("2023-05-05T10:43:39Z");
    private static final String AUTHORIZATION =
            "YXBpX2tleT0iYWRkZDIyNzJiNmQ4YjdjOGFiZGQ3OTUzMTQyMGNhM2IiLCBhbGdvcml0aG09"
                    + "ImhtYWMtc2hhMjU2IiwgaGVhZGVycz0iaG9zdCBkYXRlIHJlcXVlc3QtbGluZSIsIHNpZ25hdHVyZT0i"
                    + "ejVnSGR1M3B4VlY0QURNeWs0Njd3T1dEUTlxNkJRelIzbmZNVGpjL0RhUT0i";

    @Test
    void theDocumentedHandshakeIsSignedAsAnotherImplementationSignsIt() {
        assertThat(SIGNER.sign(new Origin("spark-api.xf-yun.com", 443, true), "/v1.1/chat", THEN))
                .isEqualTo("/v1.1/chat?authorization=" + AUTHORIZATION
                        + "&date=Fri%2C+05+May+2023+10%3A43%3A39+GMT&host=spark-api.xf-yun.com");
    }

    @Test
    void aPortThatIsNotTheUsualOneIsPartOfTheHostThatIsSigned() {
        String signed = SIGNER.sign(new Origin("127.0.0.1", 8080, false), "/v1.1/chat?a=b", THEN);

        assertThat(signed).startsWith("/v1.1/chat?a=b&authorization=").endsWith("&host=127.0.0.1%3A8080");
        assertThat(signed).doesNotContain(AUTHORIZATION);
    }

    @Test
    void theMessageSaysWhoseItIs() {
        assertThat(SIGNER.introduce(Bytes.utf8("{\"header\":{\"uid\":\"u\"},\"payload\":{}}"))
                        .utf8())
                .isEqualTo("{\"header\":{\"uid\":\"u\",\"app_id\":\"12345678\"},\"payload\":{}}");
        assertThat(SIGNER.introduce(Bytes.utf8("{}")).utf8()).isEqualTo("{\"header\":{\"app_id\":\"12345678\"}}");
        assertThat(SIGNER.introduce(Bytes.utf8("no object")).utf8()).isEqualTo("no object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "a|b", "a|b|c|d", "|b|c", "a||c", "a|b|", "a|b|c\"d"})
    void whatIsNoSecretIsRefusedWithoutBeingRepeated(String secret) {
        assertThatThrownBy(() -> IflytekSigner.of(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("APPID")
                .hasMessageNotContaining(secret);
    }

    @Test
    void theSecretsAreNotPrinted() {
        assertThat(SIGNER.toString()).doesNotContain("MjlmNzk").doesNotContain("addd2272");
    }
}
