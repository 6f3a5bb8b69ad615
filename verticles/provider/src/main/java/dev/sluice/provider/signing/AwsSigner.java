package dev.sluice.provider.signing;

import dev.sluice.model.Bytes;
import dev.sluice.provider.signing.AwsSecret.ApiKey;
import dev.sluice.provider.signing.AwsSecret.SigningKey;
import dev.sluice.provider.upstream.Origin;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Says which headers make AWS believe that a request is the channel's: a signature (SigV4) over the request, good for some
 * minutes, or a Bedrock API key. Pure: the same request at the same time has the same signature.
 */
public final class AwsSigner {
    private static final String BEDROCK = "bedrock";

    private final AwsSecret secret;
    private final String region;
    private final String service;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /**
     * For a service.
     *
     * @param region such as {@code us-east-1}
     * @param service the name that signatures are made for, which is not always that of the host
     */
    public AwsSigner(AwsSecret secret, String region, String service) {
        this.secret = secret;
        this.region = region;
        this.service = service;
    }

    /** For Bedrock, whose hosts begin with {@code bedrock-runtime} and whose signatures say {@code bedrock}. */
    public static AwsSigner ofBedrock(String secret, String region) {
        return new AwsSigner(AwsSecret.parse(secret), region, BEDROCK);
    }

    /**
     * The headers to add, names in lower case: {@code authorization} and, unless the secret is an API key, {@code
     * x-amz-date}, {@code x-amz-content-sha256} and {@code x-amz-security-token}.
     */
    public Map<String, String> sign(Signable request, Instant now) {
        return switch (secret) {
            case ApiKey key -> Map.of("authorization", "Bearer " + key.token());
            case SigningKey key -> sign(request, key, now);
        };
    }

    private Map<String, String> sign(Signable request, SigningKey key, Instant now) {
        SdkHttpRequest signed = signer.sign(call -> call.identity(identity(key))
                        .request(describe(request))
                        .payload(content(request.body()))
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
                .request();
        Map<String, String> added = new TreeMap<>();
        signed.headers().forEach((name, values) -> {
            String header = name.toLowerCase(Locale.ROOT);
            if (header.equals("authorization") || header.startsWith("x-amz-")) {
                added.put(header, values.getFirst());
            }
        });
        return added;
    }

    private static AwsCredentialsIdentity identity(SigningKey key) {
        return key.sessionToken() == null
                ? AwsCredentialsIdentity.create(key.accessKeyId(), key.secretAccessKey())
                : AwsSessionCredentialsIdentity.create(key.accessKeyId(), key.secretAccessKey(), key.sessionToken());
    }

    private static SdkHttpRequest describe(Signable request) {
        Origin origin = request.origin();
        URI uri = URI.create(
                (origin.ssl() ? "https" : "http") + "://" + origin.host() + ":" + origin.port() + request.uri());
        SdkHttpRequest.Builder builder = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(uri);
        request.headers().forEach(builder::putHeader);
        return builder.build();
    }

    private static ContentStreamProvider content(Bytes body) {
        return () -> new ByteArrayInputStream(body.array(), body.offset(), body.length());
    }
}
