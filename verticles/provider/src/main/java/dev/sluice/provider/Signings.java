package dev.sluice.provider;

import dev.sluice.provider.signing.AwsSigner;
import dev.sluice.provider.signing.Signable;
import dev.sluice.provider.upstream.Signing;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Map;

/** How requests are signed for those upstreams that want it. */
final class Signings {
    private static final String CONTENT_TYPE = "content-type";

    private Signings() {}

    /** For AWS Bedrock; see {@link Signing.Maker}. */
    static Signing ofAws(String secret, String region) {
        AwsSigner signer = AwsSigner.ofBedrock(secret, region);
        return call -> {
            Map<String, String> covered = Map.of(CONTENT_TYPE, call.headers().get(HttpHeaders.CONTENT_TYPE));
            Signable request = new Signable(call.method().name(), call.origin(), call.uri(), covered, call.body());
            return signer.sign(request, Instant.now());
        };
    }
}
