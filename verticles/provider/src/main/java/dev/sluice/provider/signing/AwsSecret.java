package dev.sluice.provider.signing;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A channel's secret as AWS knows it: {@code ACCESS_KEY_ID:SECRET_ACCESS_KEY}, {@code
 * ACCESS_KEY_ID:SECRET_ACCESS_KEY:SESSION_TOKEN}, or else a Bedrock API key.
 */
public sealed interface AwsSecret {
    /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html */
    Pattern ACCESS_KEY_ID = Pattern.compile("[A-Za-z0-9_]{3,128}");

    /** A key that signs requests. */
    record SigningKey(
            String accessKeyId,
            String secretAccessKey,
            @Nullable String sessionToken) implements AwsSecret {
        /** Without the secrets. */
        @Override
        public String toString() {
            return "SigningKey";
        }
    }

    /**
     * A key that is sent as it is.
     * https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html
     */
    record ApiKey(String token) implements AwsSecret {
        /** Without the token. */
        @Override
        public String toString() {
            return "ApiKey";
        }
    }

    /** Never fails: what is no signing key is an API key. */
    static AwsSecret parse(String secret) {
        String[] fields = secret.strip().split(":", 3);
        if (fields.length < 2
                || fields[1].isEmpty()
                || !ACCESS_KEY_ID.matcher(fields[0]).matches()) {
            return new ApiKey(secret.strip());
        }
        String token = fields.length == 3 && !fields[2].isEmpty() ? fields[2] : null;
        return new SigningKey(fields[0], fields[1], token);
    }
}
