package dev.sluice.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseSplitterTest {
    private static final String[] LINES = {
        "data: one",
        "data:two",
        "data",
        "data: ",
        "data:  three",
        ": comment",
        ":",
        "event: error",
        "event:x",
        "id: 1",
        "retry: 5",
        "database: 9",
        "nonsense",
        "",
        "",
        "",
        "data: h\u00e9llo \u4f60"
    };

    private record Event(String name, String data) {}

    @Test
    void everyFieldIsReadAsTheStandardSays() {
        List<Event> events = split(List.of(
                "event: greeting\nid:1\nretry: 10\ndata: hello\n\ndata:a\ndata\ndata:  b\n\n: no\n\nid: 2\n\n"));

        assertThat(events).containsExactly(new Event("greeting", "hello"), new Event("", "a\n\n b"));
    }

    @Test
    void itAgreesWithAPlainReaderHoweverTheBytesAreCut() {
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            String text = random(random);
            List<Event> expected = plain(text);

            assertThat(split(cut(text, 1 + random.nextInt(30), random)))
                    .as(text)
                    .isEqualTo(expected);
            assertThat(split(cut(text, 1, random))).as(text).isEqualTo(expected);
            assertThat(split(List.of(text))).as(text).isEqualTo(expected);
        }
    }

    @Test
    void anEventInOnePieceIsNotCopied() {
        SseSplitter splitter = new SseSplitter(100);
        Bytes piece = Bytes.utf8(": c\ndata: x\n\ndata: y\n\n");

        splitter.feed(piece);

        assertThat(splitter.next()).isTrue();
        assertThat(splitter.array()).isSameAs(piece.array());
        assertThat(Bytes.of(splitter.array(), splitter.eventStart(), splitter.eventStop())
                        .utf8())
                .isEqualTo("data: x\n\n");
        assertThat(splitter.next()).isTrue();
        assertThat(splitter.next()).isFalse();
    }

    @Test
    void aLineThatIsNoFieldButMarkupOrJsonIsForeign() {
        for (String text : List.of("<html>\n", "{\"error\":{}}\n", "data: x\n\n<b>\n\n")) {
            SseSplitter splitter = new SseSplitter(100);
            splitter.feed(Bytes.utf8(text));
            while (splitter.next()) {
                assertThat(splitter.isForeign()).isFalse();
            }

            assertThat(splitter.isForeign()).as(text).isTrue();
        }
    }

    @Test
    void theLongestEventIsAsLongAsItMayBeAndNoLonger() {
        String fits = "data: 90123456789\n\n";
        for (int longest : List.of(1, 7, 100)) {
            assertThat(isTooLong(fits, fits.length(), longest)).isFalse();
            assertThat(isTooLong("data: 901234567890\n\n", fits.length(), longest))
                    .isTrue();
            assertThat(isTooLong(": a very long comment\ndata: x\n\n", fits.length(), longest))
                    .isTrue();
        }
    }

    private static boolean isTooLong(String text, int maxEvent, int longest) {
        SseSplitter splitter = new SseSplitter(maxEvent);
        for (String piece : cut(text, longest, new Random(1))) {
            splitter.feed(Bytes.utf8(piece));
            while (splitter.next()) {
                assertThat(splitter.isTooLong()).isFalse();
            }
            if (splitter.isTooLong()) {
                return true;
            }
        }
        return false;
    }

    private static List<Event> split(List<String> pieces) {
        SseSplitter splitter = new SseSplitter(10_000);
        List<Event> events = new ArrayList<>();
        for (String piece : pieces) {
            splitter.feed(Bytes.of(piece.getBytes(StandardCharsets.ISO_8859_1)));
            take(splitter, events);
        }
        splitter.finish();
        take(splitter, events);
        return events;
    }

    private static void take(SseSplitter splitter, List<Event> events) {
        while (splitter.next()) {
            String data = splitter.isOneLine()
                    ? Bytes.of(splitter.array(), splitter.dataStart(), splitter.dataStop())
                            .utf8()
                    : Bytes.of(splitter.joinedData()).utf8();
            events.add(new Event(splitter.name(), data));
        }
    }

    /** Lines of UTF-8, spelled one character per byte, with ends of all kinds. */
    private static String random(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "\u00ef\u00bb\u00bf" : "");
        String end = new String[] {"\n", "\r\n", "\r"}[random.nextInt(3)];
        for (int lines = random.nextInt(25); lines > 0; lines--) {
            byte[] line = LINES[random.nextInt(LINES.length)].getBytes(StandardCharsets.UTF_8);
            text.append(new String(line, StandardCharsets.ISO_8859_1)).append(random.nextInt(9) == 0 ? "\n" : end);
        }
        return text.toString();
    }

    private static List<Event> plain(String text) {
        String utf8 = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        String body = utf8.startsWith("\uFEFF") ? utf8.substring(1) : utf8;
        List<Event> events = new ArrayList<>();
        List<String> data = new ArrayList<>();
        String name = "";
        for (String line : (body + "\n\n").split("\r\n|\r|\n", -1)) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new Event(name, String.join("\n", data)));
                }
                data.clear();
                name = "";
            } else if (line.equals("data") || line.startsWith("data:")) {
                data.add(line.replaceFirst("^data:? ?", ""));
            } else if (line.startsWith("event:")) {
                name = line.replaceFirst("^event: ?", "");
            }
        }
        return events;
    }

    private static List<String> cut(String text, int longest, Random random) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int next = Math.min(text.length(), at + 1 + random.nextInt(longest));
            pieces.add(text.substring(at, next));
            at = next;
        }
        return pieces;
    }
}
