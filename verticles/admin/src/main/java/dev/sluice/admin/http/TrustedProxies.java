package dev.sluice.admin.http;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operator's reverse proxies, whose word is taken for whom they pass on. {@code X-Forwarded-For} is read from the right,
 * where the proxy next to us has written; what stands left of the first address that is no proxy of ours anybody may have made up.
 */
public final class TrustedProxies {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());
    /** More hops than any chain of proxies has. */
    private static final int MOST_HOPS = 32;

    private static final int LONGEST_HOP = 64;
    private static final int MAPPED_BITS = 96;

    private final List<IPAddress> networks;

    private TrustedProxies(List<IPAddress> networks) {
        this.networks = networks;
    }

    /**
     * Proxies at these addresses or in these networks.
     *
     * @throws IllegalArgumentException naming the first that is neither
     */
    public static TrustedProxies of(List<String> networks) {
        List<IPAddress> blocks = new ArrayList<>(networks.size());
        for (String network : networks) {
            IPAddress block = address(network);
            if (block == null || (block.isMultiple() && !block.isPrefixed())) {
                throw new IllegalArgumentException(
                        "'" + network + "' is neither a network such as 10.0.0.0/8 nor an address");
            }
            blocks.add(block.toPrefixBlock());
        }
        return new TrustedProxies(List.copyOf(blocks));
    }

    /**
     * The address of the client of a request.
     *
     * @param peer whom the connection is from
     * @param forwarded the lines of {@code X-Forwarded-For}, in their order
     */
    public String client(String peer, List<String> forwarded) {
        if (networks.isEmpty() || forwarded.isEmpty() || !isTrusted(single(peer))) {
            return peer;
        }
        List<String> hops = List.of(String.join(",", forwarded).split(",", -1));
        String client = peer;
        for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MOST_HOPS); i--) {
            IPAddress hop = single(withoutPort(hops.get(i).strip()));
            if (hop == null) {
                return client;
            }
            client = hop.toCanonicalString();
            if (!isTrusted(hop)) {
                return client;
            }
        }
        return client;
    }

    private boolean isTrusted(@Nullable IPAddress address) {
        return address != null && networks.stream().anyMatch(network -> network.contains(address));
    }

    /** Some proxies write the client's port, too. */
    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? hop : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private static @Nullable IPAddress single(String text) {
        int zone = text.indexOf('%');
        IPAddress address = address(zone < 0 ? text : text.substring(0, zone));
        return address == null || address.isMultiple() || address.isPrefixed() ? null : address;
    }

    /** An IPv4 client is the same whether its address comes as {@code 192.0.2.1} or as {@code ::ffff:192.0.2.1}. */
    private static @Nullable IPAddress address(String text) {
        if (text.isEmpty() || text.length() > LONGEST_HOP) {
            return null;
        }
        IPAddress address = new IPAddressString(text).getAddress();
        if (address == null || !address.isIPv6() || !address.toIPv6().isIPv4Mapped()) {
            return address;
        }
        return embedded(address.toIPv6());
    }

    private static IPAddress embedded(IPv6Address mapped) {
        IPAddress inner = mapped.getLower().toIPv6().getEmbeddedIPv4Address().withoutPrefixLength();
        Integer prefix = mapped.getNetworkPrefixLength();
        return prefix == null ? inner : inner.setPrefixLength(Math.max(0, prefix - MAPPED_BITS), false);
    }
}
