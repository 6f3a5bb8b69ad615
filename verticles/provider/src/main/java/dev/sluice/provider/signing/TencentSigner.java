package dev.sluice.provider.signing;

import dev.sluice.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says which headers make Tencent Cloud believe that a request is the channel's: TC3-HMAC-SHA256, good for five minutes.
 * Pure. Tencent's own library signs only requests that it sends itself.
 *
 * @see <a href="https://cloud.tencent.com/document/api/213/30654">how it is made</a>
 */
public final class TencentSigner {
    /** What is asked for; a signature covers it. */
    public static final String ACTION = "x-tc-action";

    private static final String ALGORITHM = "TC3-HMAC-SHA256";
    private static final String MAC = "HmacSHA256";
    private static final String END = "tc3_request";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private final String secretId;
    private final String secretKey;
    private final String service;

    private TencentSigner(String secretId, String secretKey, String service) {
        this.secretId = secretId;
        this.secretKey = secretKey;
        this.service = service;
    }

    /**
     * For a service.
     *
     * @param secret {@code SecretId|SecretKey}; an application's id may stand before them
     * @param service such as {@code hunyuan}
     * @throws IllegalArgumentException if it is no such secret; it is not repeated
     */
    public static TencentSigner of(String secret, String service) {
        String[] fields = secret.split("\\|", -1);
        if (fields.length < 2 || fields.length > 3 || fields[fields.length - 2].isEmpty()) {
            throw new IllegalArgumentException("the secret is not a secret id and a secret key with | between them");
        }
        return new TencentSigner(fields[fields.length - 2], fields[fields.length - 1], service);
    }

    /** The headers to add, names in lower case. */
    public Map<String, String> sign(Signable request, Instant now) {
        Map<String, String> covered = new TreeMap<>(request.headers());
        covered.put("host", request.origin().authority());
        String names = String.join(";", covered.keySet());
        String headers = covered.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().toLowerCase(Locale.ROOT) + "\n")
                .collect(Collectors.joining());
        int query = request.uri().indexOf('?');
        String canonical = request.method() + "\n"
                + (query < 0 ? request.uri() : request.uri().substring(0, query))
                + "\n" + (query < 0 ? "" : request.uri().substring(query + 1)) + "\n" + headers + "\n" + names + "\n"
                + sha256(request.body());
        String scope = DAY.format(now) + "/" + service + "/" + END;
        String toSign = ALGORITHM + "\n" + now.getEpochSecond() + "\n" + scope + "\n" + sha256(Bytes.utf8(canonical));
        byte[] key = hmac(("TC3" + secretKey).getBytes(StandardCharsets.UTF_8), DAY.format(now));
        String signature = HexFormat.of().formatHex(hmac(hmac(hmac(key, service), END), toSign));
        return Map.of(
                "authorization",
                ALGORITHM + " Credential=" + secretId + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + signature,
                "x-tc-timestamp",
                Long.toString(now.getEpochSecond()));
    }

    private static String sha256(Bytes bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.array(), bytes.offset(), bytes.length());
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "TencentSigner";
    }
}
