package dev.sluice.wire;

import dev.sluice.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * Writes single messages of AWS's event streams: headers and a payload, with lengths and checksums around them.
 * https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream
 */
public final class AwsMessage {
    static final String MESSAGE_TYPE = ":message-type";
    static final String EVENT_TYPE = ":event-type";
    static final String EXCEPTION_TYPE = ":exception-type";
    static final String ERROR_CODE = ":error-code";
    static final String ERROR_MESSAGE = ":error-message";
    private static final String CONTENT_TYPE = ":content-type";

    private AwsMessage() {}

    /** An event with a JSON payload. */
    public static Bytes event(String name, Bytes json) {
        return message("event", EVENT_TYPE, name, json);
    }

    /** A failure that ends the stream, with a JSON payload. */
    public static Bytes exception(String type, Bytes json) {
        return message("exception", EXCEPTION_TYPE, type, json);
    }

    private static Bytes message(String kind, String nameHeader, String name, Bytes json) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(nameHeader, HeaderValue.fromString(name));
        headers.put(CONTENT_TYPE, HeaderValue.fromString("application/json"));
        headers.put(MESSAGE_TYPE, HeaderValue.fromString(kind));
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length() + 128);
        new Message(headers, json.copy()).encode(out);
        return Bytes.of(out.toByteArray());
    }
}
