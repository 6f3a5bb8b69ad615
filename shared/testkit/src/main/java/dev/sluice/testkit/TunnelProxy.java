package dev.sluice.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on a loopback port that speaks HTTP's CONNECT (RFC 9110) and SOCKS5 (RFC 1928, RFC 1929), whichever a client begins
 * with. It remembers where it was asked to connect to.
 */
public final class TunnelProxy implements AutoCloseable {
    private static final int SOCKS5 = 5;
    private static final int NO_LOGIN = 0;
    private static final int USER_AND_PASSWORD = 2;
    private static final int IPV4 = 1;
    private static final int NAME = 3;

    private final ServerSocket listener;
    private final @Nullable String login;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private TunnelProxy(@Nullable String login) {
        this.login = login;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public static TunnelProxy open() {
        return new TunnelProxy(null);
    }

    /**
     * One that serves nobody else.
     *
     * @param login user and password with a colon between them
     */
    public static TunnelProxy askingFor(String login) {
        return new TunnelProxy(login);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Each target as it was named, {@code host:port}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            int first = in.readUnsignedByte();
            Optional<Socket> target =
                    first == SOCKS5 ? socks(in, client.getOutputStream()) : connect(first, in, client);
            if (target.isPresent()) {
                tunnel(client, target.get());
            }
        } catch (IOException e) {
            // Either side has had enough.
        }
    }

    private Optional<Socket> connect(int first, DataInputStream in, Socket client) throws IOException {
        StringBuilder head = new StringBuilder().append((char) first);
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String[] line = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
        asked.add(line[0].equals("CONNECT") ? line[1] : line[0] + " " + line[1]);
        String proof = "proxy-authorization: basic "
                + Base64.getEncoder()
                        .encodeToString((login == null ? "" : login).getBytes(StandardCharsets.UTF_8))
                        .toLowerCase(Locale.ROOT);
        boolean welcome =
                login == null || head.toString().toLowerCase(Locale.ROOT).contains(proof + "\r\n");
        if (!welcome || !line[0].equals("CONNECT")) {
            say(client.getOutputStream(), "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            return Optional.empty();
        }
        Socket target = dial(line[1]);
        say(client.getOutputStream(), "HTTP/1.1 200 OK\r\n\r\n");
        return Optional.of(target);
    }

    private Optional<Socket> socks(DataInputStream in, OutputStream out) throws IOException {
        in.readNBytes(in.readUnsignedByte());
        out.write(new byte[] {SOCKS5, (byte) (login == null ? NO_LOGIN : USER_AND_PASSWORD)});
        out.flush();
        if (login != null) {
            in.readUnsignedByte();
            String given = text(in) + ":" + text(in);
            out.write(new byte[] {1, (byte) (given.equals(login) ? 0 : 1)});
            out.flush();
            if (!given.equals(login)) {
                asked.add("refused");
                return Optional.empty();
            }
        }
        in.readNBytes(3);
        String host = switch (in.readUnsignedByte()) {
            case IPV4 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case NAME -> text(in);
            default -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
        };
        String target = host + ":" + in.readUnsignedShort();
        asked.add(target);
        Socket upstream = dial(target);
        out.write(new byte[] {SOCKS5, 0, 0, IPV4, 127, 0, 0, 1, 0, 0});
        out.flush();
        return Optional.of(upstream);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
    }

    private Socket dial(String target) throws IOException {
        int colon = target.lastIndexOf(':');
        Socket socket = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
        sockets.add(socket);
        return socket;
    }

    private static void tunnel(Socket client, Socket target) throws IOException {
        try (target) {
            Thread back = Thread.ofVirtual().start(() -> pump(target, client));
            pump(client, target);
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The other direction ends as well, or has ended.
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
