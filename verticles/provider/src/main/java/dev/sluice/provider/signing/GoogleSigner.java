package dev.sluice.provider.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auth.oauth2.JwtClaims;
import com.google.auth.oauth2.JwtCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.sluice.wire.json.JsonTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Says which header makes Google Cloud believe that a request is a service account's: a token that is signed here and good
 * for an hour. Google takes it as it takes those of its token server (https://google.aip.dev/auth/4111), so nobody has to be
 * asked for one first.
 */
public final class GoogleSigner {
    private static final URI ANYWHERE = URI.create("https://aiplatform.googleapis.com/");
    private static final Map<String, String> SCOPE = Map.of("scope", "https://www.googleapis.com/auth/cloud-platform");
    private static final String COMPLAINT = "the secret is not the JSON key of a service account";
    private static final String AUTHORIZATION = "Authorization";

    private final JwtCredentials tokens;

    private GoogleSigner(JwtCredentials tokens) {
        this.tokens = tokens;
    }

    /**
     * For the key of a service account.
     *
     * @param json the document that Google Cloud gives out
     * @throws IllegalArgumentException if it is no such key; says nothing of what it holds
     */
    public static GoogleSigner of(String json) {
        // Google's parser does not stand a document that is cut off.
        if (JsonTree.parse(json).filter(JsonNode::isObject).isEmpty()) {
            throw new IllegalArgumentException(COMPLAINT);
        }
        try {
            ServiceAccountCredentials account = ServiceAccountCredentials.fromStream(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
            JwtClaims claims = JwtClaims.newBuilder()
                    .setIssuer(account.getClientEmail())
                    .setSubject(account.getClientEmail())
                    .setAdditionalClaims(SCOPE)
                    .build();
            return new GoogleSigner(account.jwtWithClaims(claims));
        } catch (IOException | IllegalArgumentException e) {
            // Without the cause, whose words may quote the key.
            throw new IllegalArgumentException(COMPLAINT);
        }
    }

    /** The header to add, its name in lower case. The token is made anew some minutes before it ends. */
    public Map<String, String> sign() {
        try {
            List<String> values =
                    Objects.requireNonNull(tokens.getRequestMetadata(ANYWHERE).get(AUTHORIZATION));
            return Map.of("authorization", values.getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException("the key of a service account does not sign", e);
        }
    }
}
