package dev.sluice.provider.egress;

import java.net.InetAddress;
import java.util.List;

/**
 * Who may be behind an IP address, as far as calling it matters. Decided on the address that is connected to, never on
 * a name.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special addresses, IPv4</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA's special addresses, IPv6</a>
 */
public enum Reach {
    /** Anybody on the internet. */
    PUBLIC,
    /** The operator's own network, or this machine: only for channels that say so. */
    INTERNAL,
    /** Nothing that an API is served from: link-local (cloud metadata), multicast, reserved. */
    NEVER;

    private static final List<Range> IPV4 = List.of(
            new Range("0.0.0.0", 8, NEVER),
            new Range("10.0.0.0", 8, INTERNAL),
            new Range("100.64.0.0", 10, INTERNAL),
            new Range("127.0.0.0", 8, INTERNAL),
            // The platform's own services in Azure, reachable from every machine there.
            new Range("168.63.129.16", 32, NEVER),
            new Range("169.254.0.0", 16, NEVER),
            new Range("172.16.0.0", 12, INTERNAL),
            new Range("192.0.0.0", 24, NEVER),
            new Range("192.0.2.0", 24, NEVER),
            new Range("192.88.99.0", 24, NEVER),
            new Range("192.168.0.0", 16, INTERNAL),
            new Range("198.18.0.0", 15, INTERNAL),
            new Range("198.51.100.0", 24, NEVER),
            new Range("203.0.113.0", 24, NEVER),
            new Range("224.0.0.0", 3, NEVER));

    private static final List<Range> IPV6 = List.of(
            new Range("::1", 128, INTERNAL),
            // Cloud metadata of Amazon within the private range.
            new Range("fd00:ec2::", 32, NEVER),
            new Range("fc00::", 7, INTERNAL),
            new Range("2001:db8::", 32, NEVER),
            // Teredo, benchmarks, ORCHID and other assignments of the IETF's own.
            new Range("2001::", 23, NEVER),
            new Range("3fff::", 20, NEVER),
            new Range("2000::", 3, PUBLIC));

    /** IPv6 ranges with an IPv4 address inside: what a gateway or the kernel turns into a call to that address. */
    private static final List<Tunnel> TUNNELS = List.of(
            new Tunnel(new Range("::", 96, INTERNAL), 12),
            new Tunnel(new Range("::ffff:0:0:0", 96, INTERNAL), 12),
            new Tunnel(new Range("64:ff9b::", 96, INTERNAL), 12),
            new Tunnel(new Range("64:ff9b:1::", 48, INTERNAL), 12),
            new Tunnel(new Range("2002::", 16, INTERNAL), 2));

    public static Reach of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? ofIpv4(bytes) : ofIpv6(bytes);
    }

    /** Whether a channel may connect to such an address. */
    public boolean isAllowed(boolean privateAddresses) {
        return this == PUBLIC || (this == INTERNAL && privateAddresses);
    }

    private static Reach ofIpv4(byte[] address) {
        for (Range range : IPV4) {
            if (range.contains(address)) {
                return range.reach();
            }
        }
        return PUBLIC;
    }

    private static Reach ofIpv6(byte[] address) {
        if (isMapped(address)) {
            return throughTunnel(address, 12);
        }
        for (Range range : IPV6) {
            if (range.contains(address) && range.reach() != PUBLIC) {
                return range.reach();
            }
        }
        for (Tunnel tunnel : TUNNELS) {
            if (tunnel.range().contains(address)) {
                return throughTunnel(address, tunnel.offset());
            }
        }
        return IPV6.getLast().contains(address) ? PUBLIC : NEVER;
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    /** Never public: who operates the tunnel's end is not known. */
    private static Reach throughTunnel(byte[] address, int offset) {
        byte[] inner = new byte[4];
        System.arraycopy(address, offset, inner, 0, 4);
        return ofIpv4(inner) == NEVER ? NEVER : INTERNAL;
    }

    private record Tunnel(Range range, int offset) {}
}
