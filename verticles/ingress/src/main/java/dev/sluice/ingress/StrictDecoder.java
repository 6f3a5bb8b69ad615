package dev.sluice.ingress;

import io.netty.util.AsciiString;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Vert.x's HTTP decoder without what makes it unsafe: it recognises common header names by some of their bytes only, and
 * hands on {@code Content-Xength} as Content-Length (CVE-2026-102479), so that {@link Gate} cannot tell them apart. Here a
 * recognised name counts only if it is what was sent.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
    // As Vert.x names it in its pipeline; were it named otherwise, no connection would come about.
    private static final String PLACE = "httpDecoder";

    StrictDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Takes the place of the usual decoder on a connection of which nothing has been read yet. */
    static void install(HttpConnection connection, HttpServerOptions options) {
        if (connection instanceof ConnectionBase base) {
            base.channelHandlerContext().pipeline().replace(PLACE, PLACE, new StrictDecoder(options));
        }
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString recognised = super.splitHeaderName(line, start, length);
        boolean isWhatWasSent = recognised.contentEqualsIgnoreCase(new AsciiString(line, start, length, false));
        return isWhatWasSent ? recognised : new AsciiString(line, start, length, true);
    }
}
