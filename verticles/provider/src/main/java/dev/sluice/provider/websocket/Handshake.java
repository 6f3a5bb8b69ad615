package dev.sluice.provider.websocket;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * A request to go on as a WebSocket, and the check that it was understood.
 *
 * @param key what the answer has to be derived from
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-4.1">RFC 6455</a>
 */
public record Handshake(String key) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_LENGTH = 16;
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String WEBSOCKET = "websocket";

    /** One that nobody has seen the answer to. */
    public static Handshake fresh() {
        byte[] key = new byte[KEY_LENGTH];
        RANDOM.nextBytes(key);
        return new Handshake(Base64.getEncoder().encodeToString(key));
    }

    /** Turns the headers of a request into those of a handshake, which has no body and wants no document. */
    public void ask(MultiMap headers) {
        headers.remove(HttpHeaders.CONTENT_TYPE).remove(HttpHeaders.ACCEPT).remove(HttpHeaders.ACCEPT_ENCODING);
        headers.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
                .set(HttpHeaders.UPGRADE, WEBSOCKET)
                .set("sec-websocket-version", "13")
                .set("sec-websocket-key", key)
                .remove("sec-websocket-extensions")
                .remove("sec-websocket-protocol");
    }

    /** Whether an answer with status 101 is to this handshake, and agrees to nothing that was not asked for. */
    public boolean isAnswered(MultiMap headers) {
        return WEBSOCKET.equalsIgnoreCase(headers.get(HttpHeaders.UPGRADE))
                && Arrays.stream(String.valueOf(headers.get(HttpHeaders.CONNECTION))
                                .split(",", -1))
                        .anyMatch(token -> token.strip().equalsIgnoreCase("upgrade"))
                && accept().equals(headers.get("sec-websocket-accept"))
                && !headers.contains("sec-websocket-extensions")
                && !headers.contains("sec-websocket-protocol");
    }

    /** What the server has to answer. */
    private String accept() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + SALT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
