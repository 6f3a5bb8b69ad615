package dev.sluice.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Streams a proper answer in a form that readers of server-sent events stumble over. */
final class BrokenStreamPlayer {
    private static final Answer ANSWER = Answer.of("one two three four five six");
    private static final long ENDLESS_BYTES = 64L * 1024 * 1024;
    private static final int SEED = 7;
    private static final int LARGEST_PIECE = 40;

    private final Received request;
    private final AnswerSink sink;

    BrokenStreamPlayer(Received request, AnswerSink sink) {
        this.request = request;
        this.sink = sink;
    }

    void play(Fault.Breakage breakage) throws IOException {
        sink.streamHead();
        switch (breakage) {
            case ENDLESS_EVENT -> endless();
            case MIXED_LINE_ENDS -> pieces(mixedLineEnds(), Integer.MAX_VALUE);
            case BYTE_ORDER_MARK -> pieces(join(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, proper()), 64);
            case INVALID_UTF8 -> pieces(join(invalid(), proper()), Integer.MAX_VALUE);
            case ONE_BYTE_CHUNKS -> pieces(proper(), 1);
            case SPLIT_ANYWHERE -> randomPieces(proper());
        }
        sink.lastChunk();
    }

    private byte[] proper() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new OpenAiStream(new OpenAiShapes(request, ANSWER))
                .events()
                .forEach(event -> all.writeBytes(event.text().getBytes(StandardCharsets.UTF_8)));
        return all.toByteArray();
    }

    private byte[] mixedLineEnds() {
        String[] ends = {"\n", "\r\n", "\r"};
        StringBuilder mixed = new StringBuilder();
        int turn = 0;
        for (String event : new String(proper(), StandardCharsets.UTF_8).strip().split("\n\n", -1)) {
            String end = ends[turn++ % ends.length];
            mixed.append(event).append(end).append(end);
        }
        return mixed.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A content event with C3 28, which no UTF-8 text has. */
    private static byte[] invalid() {
        byte[] before = ("data: {\"id\":\"chatcmpl-fake\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                        + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
                .getBytes(StandardCharsets.UTF_8);
        byte[] after = "\"},\"finish_reason\":null}]}\n\n".getBytes(StandardCharsets.UTF_8);
        return join(join(before, new byte[] {(byte) 0xC3, 0x28}), after);
    }

    private void endless() throws IOException {
        byte[] line = ("data: " + "x".repeat(8 * 1024) + "\n").getBytes(StandardCharsets.UTF_8);
        for (long sent = 0; sent < ENDLESS_BYTES; sent += line.length) {
            sink.chunk(line);
        }
    }

    private void pieces(byte[] bytes, int size) throws IOException {
        for (int from = 0; from < bytes.length; ) {
            int to = (int) Math.min(bytes.length, from + (long) size);
            sink.chunk(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
    }

    private void randomPieces(byte[] bytes) throws IOException {
        Random random = new Random(SEED);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(LARGEST_PIECE));
            sink.chunk(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
