package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Statements.Line;
import dev.sluice.store.Statements.Pen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a statement down while it is read, up to a number of lines. */
abstract sealed class StatementWriter implements Pen {
    private static final int MOST_LINES = 20_000;

    private int lines;

    @Override
    public final void line(Line line) {
        if (++lines > MOST_LINES) {
            throw Value.wrong("from", "must be nearer to to: the statement has more than " + MOST_LINES + " lines");
        }
        add(line);
    }

    abstract void add(Line line);

    /** The whole, once it is closed. */
    abstract Answer answer(String whose, String id);

    /** As JSON. */
    static final class Document extends StatementWriter {
        private final ObjectNode json = Json.object();
        private final ArrayNode lines;

        Document(Instant from, Instant to) {
            json.put("from", from.toString()).put("to", to.toString());
            lines = json.putArray("lines");
        }

        @Override
        public void opening(NanoDollars balance) {
            Money.write(json, "opening", balance);
        }

        @Override
        void add(Line line) {
            ObjectNode node = lines.addObject()
                    .put("at", line.at().toString())
                    .put("kind", line.kind())
                    .put("model", line.model().isEmpty() ? null : line.model())
                    .put("calls", line.calls())
                    .put("reason", line.reason())
                    .put("external_id", line.externalId());
            Money.write(node, "amount", line.amount());
        }

        @Override
        public void closing(NanoDollars balance, boolean proven) {
            Money.write(json, "closing", balance);
            json.put("proven", proven);
        }

        @Override
        Answer answer(String whose, String id) {
            return Answer.json(200, json.put(whose, id));
        }
    }

    /** As CSV (RFC 4180): a line for the opening, one for each line, and one for the closing. */
    static final class Sheet extends StatementWriter {
        private static final Map<String, String> HEADERS =
                Map.of("content-type", "text/csv; charset=utf-8; header=present", "cache-control", "no-store");

        private final StringBuilder text =
                new StringBuilder("at,kind,model,calls,amount,reason,external_id,balance\r\n");
        private final Instant from;
        private final Instant to;
        private NanoDollars balance = NanoDollars.ZERO;

        Sheet(Instant from, Instant to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void opening(NanoDollars opening) {
            balance = opening;
            row(from, "opening", "", "", "", "", "");
        }

        @Override
        void add(Line line) {
            balance = balance.plus(line.amount());
            row(line.at(), line.kind(), line.model(), line.calls(), line.amount(), line.reason(), line.externalId());
        }

        @Override
        public void closing(NanoDollars closing, boolean proven) {
            balance = closing;
            row(to, "closing", "", "", "", proven ? "proven" : "not proven", "");
        }

        private void row(@Nullable Object... cells) {
            List<@Nullable Object> all = new ArrayList<@Nullable Object>(cells.length + 1);
            for (@Nullable Object cell : cells) {
                all.add(cell);
            }
            all.add(balance);
            text.append(Csv.line(all));
        }

        @Override
        Answer answer(String whose, String id) {
            return new Answer(200, HEADERS, Bytes.utf8(text.toString()));
        }
    }
}
