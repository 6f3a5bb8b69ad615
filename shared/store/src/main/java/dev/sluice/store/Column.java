package dev.sluice.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * One setting in a row of a table, and how it is told as JSON.
 *
 * @param fixed whether it stays as it was when the row was made
 */
record Column(String name, Type type, boolean fixed) {

    /** What is in a column. */
    enum Type {
        TEXT,
        FLAG,
        NUMBER,
        MOMENT,
        JSON
    }

    static Column text(String name) {
        return new Column(name, Type.TEXT, false);
    }

    static Column flag(String name) {
        return new Column(name, Type.FLAG, false);
    }

    static Column number(String name) {
        return new Column(name, Type.NUMBER, false);
    }

    static Column moment(String name) {
        return new Column(name, Type.MOMENT, false);
    }

    static Column json(String name) {
        return new Column(name, Type.JSON, false);
    }

    Column asFixed() {
        return new Column(name, type, true);
    }

    JsonNode read(ResultSet rs) throws SQLException {
        String text = rs.getString(name);
        if (text == null) {
            return NullNode.getInstance();
        }
        return switch (type) {
            case TEXT -> TextNode.valueOf(text);
            case FLAG -> BooleanNode.valueOf(rs.getBoolean(name));
            case NUMBER -> LongNode.valueOf(rs.getLong(name));
            case MOMENT ->
                TextNode.valueOf(Instant.ofEpochMilli(rs.getLong(name)).toString());
            case JSON -> Json.tree(text);
        };
    }

    void bind(SqlStatement<?> statement, JsonNode value) {
        boolean none = value.isNull();
        switch (type) {
            case TEXT -> statement.bind(name, none ? null : value.asText());
            case FLAG -> statement.bind(name, value.asBoolean() ? 1 : 0);
            case NUMBER -> statement.bind(name, none ? null : (Long) value.asLong());
            case MOMENT ->
                statement.bind(
                        name, none ? null : (Long) Instant.parse(value.asText()).toEpochMilli());
            case JSON -> statement.bind(name, none ? null : value.toString());
        }
    }
}
