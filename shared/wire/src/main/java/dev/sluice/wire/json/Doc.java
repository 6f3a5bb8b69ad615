package dev.sluice.wire.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that knows where it stands, so that what is wrong can be named: {@code messages[2].content[0].type}. An
 * explicit null reads like a missing member, and is kept by {@link #rest}.
 *
 * <p>What a caller sent wrong is {@code MALFORMED}, what an upstream sent wrong is {@code UPSTREAM_FAILED}.
 */
public final class Doc {
    private final JsonNode node;
    private final String path;
    private final Kind blame;

    private Doc(JsonNode node, String path, Kind blame) {
        this.node = node;
        this.path = path;
        this.blame = blame;
    }

    /** A caller's request body. */
    public static Doc ofCaller(Bytes body) {
        JsonNode node = JsonTree.parse(body)
                .orElseThrow(() -> new GatewayException(Kind.MALFORMED, "The body is no acceptable JSON."));
        return new Doc(node, "", Kind.MALFORMED).checkObject();
    }

    /** A caller's request body, after its members' names were brought into one form. */
    public static Doc ofCaller(JsonNode body) {
        return new Doc(body, "", Kind.MALFORMED).checkObject();
    }

    /** An upstream's body, or the data of one of its events. */
    public static Doc ofUpstream(Bytes body) {
        JsonNode node = JsonTree.parse(body)
                .orElseThrow(() -> new GatewayException(Kind.UPSTREAM_FAILED, "The upstream's answer is no JSON."));
        return new Doc(node, "", Kind.UPSTREAM_FAILED).checkObject();
    }

    private Doc checkObject() {
        if (!node.isObject()) {
            throw wrong("a JSON object");
        }
        return this;
    }

    /** Its place in the document, empty for the document itself. */
    public String path() {
        return path;
    }

    public JsonNode node() {
        return node;
    }

    public RawJson raw() {
        return JsonTree.raw(node);
    }

    /** Whether there is nothing here, or null. */
    public boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    public boolean isObject() {
        return node.isObject();
    }

    public boolean isArray() {
        return node.isArray();
    }

    public boolean isText() {
        return node.isTextual();
    }

    /** Whether there is such a member, and it is not null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** A member, whatever it is; absent if there is none or this is no object. */
    public Doc at(String name) {
        JsonNode member = node.get(name);
        return new Doc(member == null ? MissingNode.getInstance() : member, inside(name), blame);
    }

    /** A member that is an object, or absent. */
    public Doc object(String name) {
        Doc member = at(name);
        if (!member.isAbsent() && !member.isObject()) {
            throw member.wrong("an object");
        }
        return member;
    }

    /** The items of a member that is an array; none if it is absent. */
    public List<Doc> list(String name) {
        Doc member = at(name);
        return member.isAbsent() ? List.of() : member.items();
    }

    /** The items of this array. */
    public List<Doc> items() {
        if (!node.isArray()) {
            throw wrong("an array");
        }
        List<Doc> items = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            items.add(new Doc(item, path + "[" + items.size() + "]", blame));
        }
        return items;
    }

    /** This text. */
    public String asText() {
        if (!node.isTextual()) {
            throw wrong("a string");
        }
        return node.textValue();
    }

    /** A member that is a text. */
    public String text(String name) {
        return at(name).asText();
    }

    /** A member that is a text or absent. */
    public @Nullable String textOrNull(String name) {
        Doc member = at(name);
        return member.isAbsent() ? null : member.asText();
    }

    /** A member that is a text, or another text where it is absent. */
    public String textOr(String name, String otherwise) {
        String text = textOrNull(name);
        return text == null ? otherwise : text;
    }

    public @Nullable Boolean flagOrNull(String name) {
        Doc member = at(name);
        if (!member.isAbsent() && !member.node.isBoolean()) {
            throw member.wrong("true or false");
        }
        return member.isAbsent() ? null : member.node.booleanValue();
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(flagOrNull(name));
    }

    public @Nullable BigDecimal numberOrNull(String name) {
        Doc member = at(name);
        if (!member.isAbsent() && !member.node.isNumber()) {
            throw member.wrong("a number");
        }
        return member.isAbsent() ? null : member.node.decimalValue();
    }

    public @Nullable Long integerOrNull(String name) {
        Doc member = at(name);
        if (!member.isAbsent() && !(member.node.isIntegralNumber() && member.node.canConvertToLong())) {
            throw member.wrong("an integer");
        }
        return member.isAbsent() ? null : member.node.longValue();
    }

    public long integerOr(String name, long otherwise) {
        Long number = integerOrNull(name);
        return number == null ? otherwise : number;
    }

    /** A member that is a list of texts; empty if it is absent. */
    public List<String> texts(String name) {
        return list(name).stream().map(Doc::asText).toList();
    }

    /** The members of this object, in their order. */
    public List<Map.Entry<String, Doc>> members() {
        List<Map.Entry<String, Doc>> members = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            members.add(Map.entry(member.getKey(), new Doc(member.getValue(), inside(member.getKey()), blame)));
        }
        return members;
    }

    /** What a dialect says here beyond what its reader knows: unknown members, and known ones that are explicitly null. */
    public Extras rest(Dialect dialect, Set<String> known) {
        ObjectNode rest = null;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!known.contains(member.getKey()) || member.getValue().isNull()) {
                rest = rest == null ? JsonTree.object() : rest;
                rest.set(member.getKey(), member.getValue());
            }
        }
        return rest == null ? Extras.NONE : new Extras(dialect, JsonTree.raw(rest));
    }

    /** What to throw when this is not what it should be. */
    public GatewayException wrong(String expected) {
        String what = path.isEmpty() ? "The body" : "'" + path + "'";
        if (blame == Kind.MALFORMED) {
            GatewayError error = GatewayError.of(Kind.MALFORMED, what + " must be " + expected + ".");
            return new GatewayException(path.isEmpty() ? error : error.at(path));
        }
        return new GatewayException(
                Kind.UPSTREAM_FAILED, "The upstream's answer is not understood: " + what + " is not " + expected + ".");
    }

    private String inside(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The place only: the value may be private. */
    @Override
    public String toString() {
        return "Doc[" + path + "]";
    }
}
