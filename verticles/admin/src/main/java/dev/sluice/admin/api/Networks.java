package dev.sluice.admin.api;

import dev.sluice.admin.http.Value.Reader;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Networks and addresses as text, read without asking any name server. */
final class Networks {
    private static final Pattern DOTTED_QUAD = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

    private Networks() {}

    /** A CIDR network such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or one address. */
    static Reader<String> cidr() {
        return value -> {
            String text = value.node().isTextual() ? value.node().textValue() : "";
            String[] parts = text.split("/", -1);
            Optional<InetAddress> address = parts.length <= 2 ? literal(parts[0]) : Optional.empty();
            if (address.isEmpty()
                    || (parts.length == 2 && !PREFIX.matcher(parts[1]).matches())) {
                throw value.wrong("must be a network such as \"10.0.0.0/8\", or an address");
            }
            byte[] bytes = address.get().getAddress();
            int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : bytes.length * 8;
            if (prefix > bytes.length * 8) {
                throw value.wrong("must have a prefix of at most " + bytes.length * 8 + " bits");
            }
            if (hasBitsAfter(bytes, prefix)) {
                throw value.wrong("must not have bits set after its prefix of " + prefix);
            }
            return text;
        };
    }

    /** The address that a text spells, if it spells one in the usual way: four decimals, or IPv6 without a zone. */
    static Optional<InetAddress> literal(String text) {
        if (text.length() > 45
                || (text.indexOf(':') < 0 && !DOTTED_QUAD.matcher(text).matches())) {
            return Optional.empty();
        }
        if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether whatever is in the narrow ones is in one of the wide; none are everywhere. */
    static boolean cover(List<String> wide, List<String> narrow) {
        if (wide.isEmpty()) {
            return true;
        }
        List<IPAddress> blocks = wide.stream().map(Networks::block).toList();
        return !narrow.isEmpty()
                && narrow.stream()
                        .map(Networks::block)
                        .allMatch(one -> blocks.stream().anyMatch(block -> block.contains(one)));
    }

    private static IPAddress block(String cidr) {
        IPAddress address = new IPAddressString(cidr).getAddress();
        if (address == null) {
            throw new IllegalArgumentException("not a network: " + cidr);
        }
        return address.toPrefixBlock();
    }

    /** Whether nothing on the public internet has this address. */
    static boolean isPrivate(InetAddress address) {
        byte[] b = address.getAddress();
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        if (address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isSiteLocalAddress()) {
            return true;
        }
        if (address instanceof Inet4Address) {
            boolean carrierGrade = first == 100 && (second & 0xc0) == 64;
            boolean benchmarking = first == 198 && (second & 0xfe) == 18;
            boolean protocols = first == 192 && second == 0 && b[2] == 0;
            return carrierGrade || benchmarking || protocols;
        }
        boolean uniqueLocal = (first & 0xfe) == 0xfc;
        boolean sixToFour = first == 0x20 && second == 0x02;
        boolean nat64 = first == 0 && second == 0x64;
        return uniqueLocal || sixToFour || nat64;
    }

    /** Whether no single host can have this address. */
    static boolean isNobodys(InetAddress address) {
        int first = address.getAddress()[0] & 0xff;
        return address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet4Address && (first == 0 || first >= 240));
    }

    private static boolean hasBitsAfter(byte[] bytes, int prefix) {
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                return true;
            }
        }
        return false;
    }
}
