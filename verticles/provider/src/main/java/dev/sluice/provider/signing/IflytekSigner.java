package dev.sluice.provider.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.provider.upstream.Origin;
import dev.sluice.wire.json.JsonTree;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves to iFlytek that a WebSocket's handshake is the channel's: three parameters of its query, good for five minutes. Who
 * asks is said again in the message that follows, which no signature covers. Pure.
 *
 * @see <a href="https://www.xfyun.cn/doc/spark/general_url_authentication.html">how it is made</a>
 */
public final class IflytekSigner {
    private static final String MAC = "HmacSHA256";
    /** As RFC 1123 has it, with two digits for the day, which Java's own format of that name leaves out. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final String appId;
    private final String apiSecret;
    private final String apiKey;

    private IflytekSigner(String appId, String apiSecret, String apiKey) {
        this.appId = appId;
        this.apiSecret = apiSecret;
        this.apiKey = apiKey;
    }

    /**
     * For an application.
     *
     * @param secret {@code APPID|APISecret|APIKey}
     * @throws IllegalArgumentException if it is no such secret; it is not repeated
     */
    public static IflytekSigner of(String secret) {
        String[] fields = secret.split("\\|", -1);
        boolean whole = fields.length == 3 && !fields[0].isEmpty() && !fields[1].isEmpty() && !fields[2].isEmpty();
        // The key stands between quotation marks, with nothing to escape one.
        if (!whole || fields[2].indexOf('"') >= 0) {
            throw new IllegalArgumentException(
                    "the secret is not an APPID, an APISecret and an APIKey with | between them");
        }
        return new IflytekSigner(fields[0], fields[1], fields[2]);
    }

    /** Path and query of a handshake with its proof added to them. */
    public String sign(Origin origin, String uri, Instant now) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        String date = DATE.format(now);
        String signature = hmac("host: " + origin.authority() + "\ndate: " + date + "\nGET " + path + " HTTP/1.1");
        String authorization = "api_key=\"" + apiKey
                + "\", algorithm=\"hmac-sha256\", headers=\"host date request-line\", signature=\"" + signature + "\"";
        return uri + (query < 0 ? "?" : "&")
                + "authorization=" + encode(base64(authorization.getBytes(StandardCharsets.UTF_8)))
                + "&date=" + encode(date)
                + "&host=" + encode(origin.authority());
    }

    /** The message with the application's id in its header; one that is no object stays as it is. */
    public Bytes introduce(Bytes message) {
        JsonNode read = JsonTree.parse(message).orElse(null);
        if (!(read instanceof ObjectNode object)) {
            return message;
        }
        object.withObjectProperty("header").put("app_id", appId);
        return JsonTree.write(object);
    }

    private String hmac(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(apiSecret.getBytes(StandardCharsets.UTF_8), MAC));
            return base64(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "IflytekSigner";
    }
}
