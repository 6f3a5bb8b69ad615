package dev.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many connections that send something and then do nothing: callers that stop reading, or never finish their request.
 * They cost one descriptor each and no thread.
 */
public final class SlowPeers implements AutoCloseable {
    private static final int TINY_BUFFER = 2 * 1024;

    private final List<SocketChannel> peers;

    private SlowPeers(List<SocketChannel> peers) {
        this.peers = peers;
    }

    /** Opens so many connections that send these bytes and then neither read nor write; their receive buffers are tiny. */
    public static SlowPeers open(URI server, int count, String bytes) {
        SlowPeers opened = new SlowPeers(new ArrayList<>(count));
        try {
            for (int i = 0; i < count; i++) {
                opened.peers.add(connect(server, bytes));
            }
            return opened;
        } catch (IOException e) {
            opened.close();
            throw new UncheckedIOException(e);
        }
    }

    private static SocketChannel connect(URI server, String bytes) throws IOException {
        SocketChannel peer = SocketChannel.open();
        peer.setOption(StandardSocketOptions.SO_RCVBUF, TINY_BUFFER);
        peer.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        ByteBuffer rest = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8));
        while (rest.hasRemaining()) {
            peer.write(rest);
        }
        peer.configureBlocking(false);
        return peer;
    }

    public int size() {
        return peers.size();
    }

    /** How many the server has not closed yet. Reads what has arrived, so it is not for peers that must not read. */
    public int countOpen() {
        return (int) peers.stream().filter(SlowPeers::isOpen).count();
    }

    private static boolean isOpen(SocketChannel peer) {
        ByteBuffer scrap = ByteBuffer.allocate(TINY_BUFFER);
        try {
            int read = peer.read(scrap);
            while (read > 0) {
                read = peer.read(scrap.clear());
            }
            return read == 0;
        } catch (IOException reset) {
            return false;
        }
    }

    /** Closes all connections at once. */
    @Override
    public void close() {
        for (SocketChannel peer : peers) {
            try {
                peer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
