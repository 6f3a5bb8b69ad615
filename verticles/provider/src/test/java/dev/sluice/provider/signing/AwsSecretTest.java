package dev.sluice.provider.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.signing.AwsSecret.ApiKey;
import dev.sluice.provider.signing.AwsSecret.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsSecretTest {
    @Test
    void anIdAndASecretSign() {
        assertThat(AwsSecret.parse(" AKIDEXAMPLE:abc/d+e\n")).isEqualTo(new SigningKey("AKIDEXAMPLE", "abc/d+e", null));
        assertThat(AwsSecret.parse("ASIAEXAMPLE:abc:tok:en")).isEqualTo(new SigningKey("ASIAEXAMPLE", "abc", "tok:en"));
        assertThat(AwsSecret.parse("ASIAEXAMPLE:abc:")).isEqualTo(new SigningKey("ASIAEXAMPLE", "abc", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABSKQmVkcm9jaw==", "bedrock-api-key-YmVkcm9jaw", "AKIDEXAMPLE:", ":abc", "not an id:abc"})
    void anythingElseIsAnApiKey(String secret) {
        assertThat(AwsSecret.parse(secret)).isEqualTo(new ApiKey(secret));
    }

    @Test
    void secretsAreNotToldToLogs() {
        assertThat(AwsSecret.parse("AKIDEXAMPLE:abc:token")).hasToString("SigningKey");
        assertThat(AwsSecret.parse("ABSKQmVkcm9jaw==")).hasToString("ApiKey");
    }
}
