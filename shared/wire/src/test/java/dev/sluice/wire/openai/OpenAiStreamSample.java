package dev.sluice.wire.openai;

import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.wire.AnswerReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One file of {@code openai/streams}: what an upstream sends, and what must come of it. */
record OpenAiStreamSample(String name, Map<String, String> head, Bytes upstream, Bytes caller) {
    private static final String UPSTREAM = "--- upstream\n";
    private static final String CALLER = "--- caller\n";

    static List<OpenAiStreamSample> all() {
        try {
            Path folder =
                    Path.of(OpenAiStreamSample.class.getResource("streams").toURI());
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".txt"))
                        .sorted()
                        .map(OpenAiStreamSample::read)
                        .toList();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static OpenAiStreamSample read(Path file) {
        try {
            String text = Files.readString(file);
            int upstream = text.indexOf(UPSTREAM);
            int caller = text.indexOf(CALLER);
            Map<String, String> head = text.substring(0, upstream)
                    .lines()
                    .map(line -> line.substring(2).split(": ?", 2))
                    .filter(line -> line.length == 2)
                    .collect(Collectors.toMap(line -> line[0], line -> line[1], (first, second) -> second));
            return new OpenAiStreamSample(
                    file.getFileName().toString(),
                    head,
                    Bytes.utf8(text.substring(upstream + UPSTREAM.length(), caller)),
                    Bytes.utf8(text.substring(caller + CALLER.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AnswerReader reader() {
        return Calls.CODEC.streamReader(Calls.streamed(head("asks").equals("yes")), quirks());
    }

    Set<Quirk> quirks() {
        return Stream.of(head("quirks").split(" "))
                .filter(id -> !id.isEmpty())
                .map(id -> Quirk.byId(id).orElseThrow())
                .collect(Collectors.toSet());
    }

    String head(String key) {
        String value = head.get(key);
        if (value == null) {
            throw new IllegalStateException(name + " lacks '" + key + "'");
        }
        return value;
    }

    @Override
    public String toString() {
        return name;
    }
}
