package dev.sluice.provider;

import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.provider.signing.AwsSigner;
import dev.sluice.provider.signing.GoogleSigner;
import dev.sluice.provider.signing.Signable;
import dev.sluice.provider.upstream.Signing;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How requests are signed for those upstreams that want it. */
final class Signings {
    private static final String CONTENT_TYPE = "content-type";
    private static final String REGION = "region";

    private Signings() {}

    /** See {@link Signing.Maker}. */
    static Optional<Signing> of(Auth auth, String secret, Map<String, String> parameters) {
        return switch (auth) {
            case AWS_SIGV4 -> Optional.of(ofAws(secret, parameters.getOrDefault(REGION, "")));
            case GOOGLE_SERVICE_ACCOUNT -> Optional.of(ofGoogle(secret));
            case BEARER, API_KEY_HEADER, X_API_KEY, X_GOOG_API_KEY, NONE -> Optional.empty();
        };
    }

    private static Signing ofGoogle(String secret) {
        GoogleSigner signer = GoogleSigner.of(secret);
        return call -> signer.sign();
    }

    private static Signing ofAws(String secret, String region) {
        AwsSigner signer = AwsSigner.ofBedrock(secret, region);
        return call -> {
            Map<String, String> covered = Map.of(CONTENT_TYPE, call.headers().get(HttpHeaders.CONTENT_TYPE));
            Signable request = new Signable(call.method().name(), call.origin(), call.uri(), covered, call.body());
            return signer.sign(request, Instant.now());
        };
    }
}
