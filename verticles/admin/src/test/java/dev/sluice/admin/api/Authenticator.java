package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A device with one passkey, and the browser before it, written from the specification and not with the library that checks
 * them: it makes what {@code PublicKeyCredential.toJSON()} gives. Each of its parts can be made to lie.
 */
final class Authenticator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int PRESENT = 1;
    private static final int VERIFIED = 4;
    private static final int ATTESTED = 64;

    private final KeyPair keys = keys();
    private final byte[] id = new byte[32];
    private String owner = "";
    String origin;
    /** Instead of the name that it is asked for; empty to obey. */
    String name = "";

    boolean verifiesUser = true;
    int signatures;

    Authenticator(String origin) {
        this.origin = origin;
        new SecureRandom().nextBytes(id);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers creation options. */
    ObjectNode make(JsonNode options) {
        owner = options.at("/user/id").asText();
        byte[] data = data(options.at("/rp/id").asText(), ATTESTED, attested());
        var object = new ByteArrayOutputStream();
        object.write(0xa3);
        text(object, "fmt");
        text(object, "none");
        text(object, "attStmt");
        object.write(0xa0);
        text(object, "authData");
        object.write(0x59);
        object.writeBytes(ByteBuffer.allocate(2).putShort((short) data.length).array());
        object.writeBytes(data);
        ObjectNode credential = credential();
        credential
                .putObject("response")
                .put("clientDataJSON", encoded(client("webauthn.create", options)))
                .put("attestationObject", encoded(object.toByteArray()));
        return credential;
    }

    /** Answers request options. */
    ObjectNode sign(JsonNode options) {
        signatures = signatures == 0 ? 0 : signatures + 1;
        byte[] data = data(options.path("rpId").asText(), 0, new byte[0]);
        byte[] client = client("webauthn.get", options);
        ObjectNode credential = credential();
        credential
                .putObject("response")
                .put("clientDataJSON", encoded(client))
                .put("authenticatorData", encoded(data))
                .put("signature", encoded(signature(data, client)))
                .put("userHandle", owner);
        return credential;
    }

    private ObjectNode credential() {
        ObjectNode credential = JSON.createObjectNode()
                .put("id", encoded(id))
                .put("rawId", encoded(id))
                .put("type", "public-key")
                .put("authenticatorAttachment", "platform");
        credential.putObject("clientExtensionResults");
        return credential;
    }

    private byte[] client(String type, JsonNode options) {
        return JSON.createObjectNode()
                .put("type", type)
                .put("challenge", options.path("challenge").asText())
                .put("origin", origin)
                .put("crossOrigin", false)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] data(String asked, int more, byte[] rest) {
        int flags = PRESENT | more | (verifiesUser ? VERIFIED : 0);
        byte[] site = sha256((name.isEmpty() ? asked : name).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(37 + rest.length)
                .put(site)
                .put((byte) flags)
                .putInt(signatures)
                .put(rest)
                .array();
    }

    private byte[] attested() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return ByteBuffer.allocate(16 + 2 + id.length + 77)
                .position(16)
                .putShort((short) id.length)
                .put(id)
                // A map of five: the kind of key, the algorithm, the curve, and two coordinates.
                .put(new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20})
                .put(coordinate(key.getW().getAffineX()))
                .put(new byte[] {0x22, 0x58, 0x20})
                .put(coordinate(key.getW().getAffineY()))
                .array();
    }

    private static byte[] coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[32];
        int from = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, from, padded, 32 - (bytes.length - from), bytes.length - from);
        return padded;
    }

    private byte[] signature(byte[] data, byte[] client) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(data);
            signature.update(sha256(client));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(0x60 + text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
