package dev.sluice.wire.bedrock;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Bytes in Bedrock's JSON, as base64. A redacted thought is the text that Anthropic calls its data, as bytes; SDKs decode and
 * encode it, so it must be base64 whatever it is.
 */
final class BedrockBlob {
    private BedrockBlob() {}

    static String write(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The bytes as a text of as many characters; what is no base64 stays as it is. */
    static String read(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException notBase64) {
            return base64;
        }
    }
}
