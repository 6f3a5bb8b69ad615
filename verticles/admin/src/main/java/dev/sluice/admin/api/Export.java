package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Pieces;
import dev.sluice.admin.http.Value;
import dev.sluice.model.Bytes;
import dev.sluice.store.Extract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list as a file, a chunk at a time: CSV with a line of names first, or one JSON object on each line.
 *
 * @param columns of the CSV, in an order that stays; new ones come last
 * @param json an object of the JSON lines
 */
record Export<T>(List<Column<T>> columns, Function<T, ? extends JsonNode> json) {
    Export {
        columns = List.copyOf(columns);
    }

    /** One column of a CSV. A cell is a {@code String}, which is made harmless, or a number, or nothing. */
    record Column<T>(String name, Function<T, ? extends @Nullable Object> cell) {}

    /** How a list is written. */
    enum Format {
        CSV("text/csv; charset=utf-8; header=present", "csv"),
        JSONL("application/jsonl", "jsonl");

        private final String mediaType;
        private final String ending;

        Format(String mediaType, String ending) {
            this.mediaType = mediaType;
            this.ending = ending;
        }

        static Format of(ApiRequest request) {
            return switch (request.query().getOrDefault("format", "csv")) {
                case "csv" -> CSV;
                case "jsonl" -> JSONL;
                default -> throw Value.wrong("format", "must be csv or jsonl");
            };
        }
    }

    /** The first chunk is read at once, so that what goes wrong before it has a status of its own. */
    Answer answer(Format format, String name, Extract<T> extract) {
        Lines lines = new Lines(format, extract);
        Bytes first = lines.first();
        return new Answer(
                200,
                Map.of(
                        "content-type",
                        format.mediaType,
                        "content-disposition",
                        "attachment; filename=\"" + name + "." + format.ending + "\"",
                        "cache-control",
                        "no-store"),
                first,
                lines);
    }

    private String names() {
        return Csv.line(columns.stream().map(Column::name).toList());
    }

    private String line(Format format, T item) {
        return switch (format) {
            case CSV -> {
                List<@Nullable Object> cells = new ArrayList<>();
                columns.forEach(column -> cells.add(column.cell().apply(item)));
                yield Csv.line(cells);
            }
            case JSONL -> Json.write(json.apply(item)).utf8() + "\n";
        };
    }

    private final class Lines implements Pieces {
        private final Format format;
        private final Extract<T> extract;
        private boolean over;

        Lines(Format format, Extract<T> extract) {
            this.format = format;
            this.extract = extract;
        }

        Bytes first() {
            String names = format == Format.CSV ? names() : "";
            return Bytes.utf8(names + next().map(Bytes::utf8).orElse(""));
        }

        @Override
        public Optional<Bytes> next() {
            if (over) {
                return Optional.empty();
            }
            Extract.Chunk<T> chunk = extract.next();
            over = chunk.last();
            StringBuilder text = new StringBuilder();
            chunk.items().forEach(item -> text.append(line(format, item)));
            return Optional.of(Bytes.utf8(text.toString()));
        }
    }
}
