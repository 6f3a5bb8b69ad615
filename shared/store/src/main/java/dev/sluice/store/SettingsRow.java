package dev.sluice.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one row.
 *
 * @param json by column, with a digest in place of a secret
 * @param secret sealed; only ever put back where it was
 * @param proxyLogin likewise
 */
@SuppressWarnings("ArrayRecordComponent") // compared by the digest that is in the JSON
record SettingsRow(ObjectNode json, byte @Nullable [] secret, byte @Nullable [] proxyLogin) {
    private static final String SECRET = "secret";
    private static final String PROXY_LOGIN = "proxy_login";
    private static final int SHOWN = 8;

    static Optional<SettingsRow> read(Handle handle, Configured what, String id, String lock) {
        try (Query query = handle.createQuery(what.select(lock))) {
            if (what.isNumbered()) {
                query.bind("row", Long.parseLong(id));
            } else {
                query.bind("row", id);
            }
            return query.map((rs, ctx) -> of(rs, what)).findOne();
        }
    }

    private static SettingsRow of(ResultSet rs, Configured what) throws SQLException {
        ObjectNode json = Json.object();
        for (Column column : what.columns()) {
            json.set(column.name(), column.read(rs));
        }
        byte[] secret = what.hasSecret() ? rs.getBytes(Configured.SEALED) : null;
        byte[] login = what.hasProxyLogin() ? rs.getBytes(Configured.SEALED_PROXY) : null;
        if (what.hasSecret()) {
            json.put(SECRET, secret == null ? null : digest(secret));
        }
        if (what.hasProxyLogin()) {
            json.put(PROXY_LOGIN, login == null ? null : digest(login));
        }
        return new SettingsRow(json, secret, login);
    }

    /** Tells two secrets apart and gives neither away: what is sealed has a random nonce in it. */
    private static String digest(byte[] secret) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(secret);
            return "sha256:" + HexFormat.of().formatHex(all, 0, SHOWN);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** Whether another row differs from this one in anything that this one says. */
    boolean differs(SettingsRow other) {
        for (var field : json.properties()) {
            JsonNode theirs = other.json.get(field.getKey());
            if (theirs == null || !theirs.toString().equals(field.getValue().toString())) {
                return true;
            }
        }
        return false;
    }

    /** The columns that this row says something of; one of an earlier version says nothing of newer columns. */
    List<Column> told(Configured what) {
        return what.columns().stream().filter(column -> json.has(column.name())).toList();
    }

    /** The columns of secrets that this row says something of, with what is in them; none if its kind has none. */
    Map<String, Optional<byte[]>> sealed(Configured what) {
        if (!what.hasSecret()) {
            return Map.of();
        }
        Optional<byte[]> sealedSecret = Optional.ofNullable(secret);
        return json.has(PROXY_LOGIN)
                ? Map.of(Configured.SEALED, sealedSecret, Configured.SEALED_PROXY, Optional.ofNullable(proxyLogin))
                : Map.of(Configured.SEALED, sealedSecret);
    }

    String text() {
        return json.toString();
    }

    String version() {
        return Versioned.of(text());
    }
}
