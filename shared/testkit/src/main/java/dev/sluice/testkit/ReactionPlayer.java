package dev.sluice.testkit;

import dev.sluice.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Plays one reaction to one request. */
final class ReactionPlayer {
    private static final Duration FOREVER = Duration.ofHours(1);
    private static final String HTML = "<html><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>";
    private static final Answer COMMON = Answer.of("one two three four five six");
    private static final int MEBIBYTE = 1024 * 1024;

    private final Received request;
    private final AnswerSink sink;

    ReactionPlayer(Received request, AnswerSink sink) {
        this.request = request;
        this.sink = sink;
    }

    void play(Reaction reaction) throws IOException {
        switch (reaction) {
            case Answer answer -> answer(answer);
            case Scripted scripted -> scripted(scripted);
            case Fault.WrongUsage wrong -> answer(COMMON.with(wrong.lie()));
            case Fault.Refused ignored -> sink.reset();
            case Fault.SynDropped ignored -> sink.pause(FOREVER);
            case Fault.ResetBeforeHeaders ignored -> sink.reset();
            case Fault.HeadersNever ignored -> sink.pause(FOREVER);
            case Fault.TooManyRequests limited -> tooManyRequests(limited);
            case Fault.ServerError error -> sink.body(error.status(), "text/html", HTML);
            case Fault.Denied denied -> refuse(denied.status(), denied.code());
            case Fault.SilenceAfterHeaders ignored -> silence();
            case Fault.CutMidStream cut -> cut(cut);
            case Fault.BrokenStream broken -> new BrokenStreamPlayer(request, sink).play(broken.breakage());
            case Fault.HtmlInstead ignored -> sink.body(200, "text/html", HTML);
            case Fault.ErrorEvent error -> errorEvent(error);
            case Fault.Drip drip -> drip(drip);
            case Fault.GzipBomb bomb -> bomb(bomb);
            case Fault.Redirect redirect -> redirect(redirect.target());
        }
    }

    private void answer(Answer answer) throws IOException {
        OpenAiShapes shapes = new OpenAiShapes(request, answer);
        sink.pause(answer.pace().first());
        if (!isStream()) {
            sink.body(200, "application/json", shapes.whole().toString());
            note(OpenAiStream.Brings.CONTENT);
            note(answer.lie() == UsageLie.MISSING ? OpenAiStream.Brings.NEITHER : OpenAiStream.Brings.USAGE);
            return;
        }
        sink.streamHead();
        long due = System.nanoTime();
        Iterator<OpenAiStream.Event> events = new OpenAiStream(shapes).events().iterator();
        while (events.hasNext()) {
            OpenAiStream.Event event = events.next();
            sink.chunk(event.text().getBytes(StandardCharsets.UTF_8));
            note(event.brings());
            if (event.content()) {
                due += answer.pace().between().toNanos();
                sink.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
        }
        sink.lastChunk();
    }

    private void note(OpenAiStream.Brings sent) {
        switch (sent) {
            case CONTENT -> request.sentContent();
            case USAGE -> request.sentUsage();
            case NEITHER -> {}
        }
    }

    private void scripted(Scripted scripted) throws IOException {
        List<String> head = new ArrayList<>(List.of("Transfer-Encoding: chunked"));
        scripted.headers().forEach((name, value) -> head.add(name + ": " + value));
        sink.head(scripted.status(), head.toArray(String[]::new));
        for (Bytes piece : scripted.pieces()) {
            sink.chunk(piece.copy());
        }
        if (scripted.cut()) {
            sink.cut();
        } else {
            sink.lastChunk();
        }
    }

    private void tooManyRequests(Fault.TooManyRequests limited) throws IOException {
        String body = OpenAiShapes.error("Rate limit reached", "requests", "rate_limit_exceeded")
                .toString();
        if (limited.retryAfter() == null) {
            sink.body(429, "application/json", body);
        } else {
            sink.body(429, "application/json", body, "Retry-After: " + limited.retryAfter());
        }
    }

    private void refuse(int status, String code) throws IOException {
        String body = OpenAiShapes.error("Refused: " + code, "invalid_request_error", code)
                .toString();
        sink.body(status, "application/json", body);
    }

    private void silence() throws IOException {
        if (isStream()) {
            sink.streamHead();
        } else {
            sink.head(200, "Content-Type: application/json", "Content-Length: 100");
        }
        sink.pause(FOREVER);
    }

    private void cut(Fault.CutMidStream cut) throws IOException {
        if (isStream()) {
            sink.streamHead();
            contentEvents(cut.afterEvents());
            sink.write("40\r\ndata: {\"id\":\"chatcmpl-fake\",\"choi".getBytes(StandardCharsets.UTF_8));
        } else {
            sink.head(200, "Content-Type: application/json", "Content-Length: 1000");
            sink.write("{\"id\":\"chatcmpl-fake\",\"choi".getBytes(StandardCharsets.UTF_8));
        }
        if (cut.reset()) {
            sink.reset();
        } else {
            sink.cut();
        }
    }

    private void errorEvent(Fault.ErrorEvent error) throws IOException {
        String body = OpenAiShapes.error("The server had an error", "server_error", "overloaded")
                .toString();
        if (!isStream()) {
            sink.body(200, "application/json", body);
            return;
        }
        sink.streamHead();
        contentEvents(error.afterEvents());
        sink.chunk(("data: " + body + "\n\n").getBytes(StandardCharsets.UTF_8));
        sink.lastChunk();
    }

    /** The opening and so many content events of the common answer; none at all for 0. */
    private void contentEvents(int count) throws IOException {
        Iterator<OpenAiStream.Event> events =
                new OpenAiStream(new OpenAiShapes(request, COMMON)).events().iterator();
        for (int sent = 0; sent < count && events.hasNext(); ) {
            OpenAiStream.Event event = events.next();
            sink.chunk(event.text().getBytes(StandardCharsets.UTF_8));
            note(event.brings());
            sent += event.content() ? 1 : 0;
        }
    }

    private void drip(Fault.Drip drip) throws IOException {
        sink.streamHead();
        Iterator<OpenAiStream.Event> events =
                new OpenAiStream(new OpenAiShapes(request, COMMON)).events().iterator();
        while (events.hasNext()) {
            for (byte b : events.next().text().getBytes(StandardCharsets.UTF_8)) {
                sink.chunk(new byte[] {b});
                sink.pause(drip.perByte());
            }
        }
        sink.lastChunk();
    }

    private void bomb(Fault.GzipBomb bomb) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] blanks = " ".repeat(MEBIBYTE).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < bomb.unpackedMebibytes(); i++) {
                gzip.write(blanks);
            }
        }
        sink.head(
                200,
                "Content-Type: " + (isStream() ? "text/event-stream" : "application/json"),
                "Content-Encoding: gzip",
                "Content-Length: " + packed.size());
        sink.write(packed.toByteArray());
    }

    private void redirect(URI target) throws IOException {
        sink.head(307, "Location: " + target, "Content-Length: 0");
    }

    private boolean isStream() {
        return request.json().path("stream").asBoolean();
    }
}
