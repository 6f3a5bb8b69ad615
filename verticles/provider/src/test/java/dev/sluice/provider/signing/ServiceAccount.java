package dev.sluice.provider.signing;

import dev.sluice.wire.json.JsonTree;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** A service account of Google Cloud that nobody has, made up for tests. */
public record ServiceAccount(KeyPair keys) {
    public static final String EMAIL = "sluice@example-project.iam.gserviceaccount.com";

    public static ServiceAccount make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new ServiceAccount(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its key as Google Cloud gives keys out. */
    public String json() {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return JsonTree.object()
                .put("type", "service_account")
                .put("project_id", "example-project")
                .put("private_key_id", "key-1")
                .put("private_key", pem)
                .put("client_email", EMAIL)
                .put("client_id", "1")
                .put("token_uri", "https://oauth2.googleapis.com/token")
                .toPrettyString();
    }

    @Override
    public String toString() {
        return EMAIL;
    }
}
