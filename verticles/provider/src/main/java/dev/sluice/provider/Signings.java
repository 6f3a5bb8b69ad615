package dev.sluice.provider;

import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.provider.signing.AwsSigner;
import dev.sluice.provider.signing.GoogleSigner;
import dev.sluice.provider.signing.IflytekSigner;
import dev.sluice.provider.signing.Signable;
import dev.sluice.provider.signing.TencentSigner;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.upstream.Signing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How requests are signed for those upstreams that want it. */
final class Signings {
    private static final String CONTENT_TYPE = "content-type";
    private static final String REGION = "region";
    private static final String SERVICE = "service";

    private Signings() {}

    /** See {@link Signing.Maker}. */
    static Optional<Signing> of(Auth auth, String secret, Map<String, String> parameters) {
        return switch (auth) {
            case AWS_SIGV4 -> Optional.of(ofAws(secret, parameters.getOrDefault(REGION, "")));
            case GOOGLE_SERVICE_ACCOUNT -> Optional.of(ofGoogle(secret));
            case TENCENT_TC3 -> Optional.of(ofTencent(secret, parameters.getOrDefault(SERVICE, "")));
            case IFLYTEK_HMAC -> Optional.of(ofIflytek(secret));
            case BEARER, API_KEY_HEADER, X_API_KEY, X_GOOG_API_KEY, DEEPL_AUTH_KEY, BAIDU_TOKEN, NONE ->
                Optional.empty();
        };
    }

    private static Signing ofTencent(String secret, String service) {
        TencentSigner signer = TencentSigner.of(secret, service);
        List<String> names = List.of(CONTENT_TYPE, TencentSigner.ACTION);
        return call -> call.with(signer.sign(signable(call, names), Instant.now()));
    }

    private static Signing ofGoogle(String secret) {
        GoogleSigner signer = GoogleSigner.of(secret);
        return call -> call.with(signer.sign());
    }

    private static Signing ofAws(String secret, String region) {
        AwsSigner signer = AwsSigner.ofBedrock(secret, region);
        return call -> call.with(signer.sign(signable(call, List.of(CONTENT_TYPE)), Instant.now()));
    }

    private static Signing ofIflytek(String secret) {
        IflytekSigner signer = IflytekSigner.of(secret);
        return call -> call.with(signer.sign(call.origin(), call.uri(), Instant.now()), signer.introduce(call.body()));
    }

    private static Signable signable(HttpCall call, List<String> names) {
        Map<String, String> covered = names.stream()
                .filter(call.headers()::contains)
                .collect(Collectors.toMap(name -> name, name -> call.headers().get(name)));
        return new Signable(call.method().name(), call.origin(), call.uri(), covered, call.body());
    }
}
