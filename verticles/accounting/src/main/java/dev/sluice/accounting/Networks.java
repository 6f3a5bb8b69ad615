package dev.sluice.accounting;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks that a key may be used from, parsed once. An IPv4 client is the same client whether its address comes as
 * {@code 192.0.2.1} or as {@code ::ffff:192.0.2.1}.
 */
final class Networks {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

    private final List<IPAddress> blocks;
    private final boolean everywhere;

    private Networks(List<IPAddress> blocks, boolean everywhere) {
        this.blocks = blocks;
        this.everywhere = everywhere;
    }

    /**
     * Reads a key's allow-list.
     *
     * @param cidrs addresses or networks; none means everywhere. What cannot be read allows nobody.
     */
    static Networks of(List<String> cidrs) {
        List<IPAddress> blocks = new ArrayList<>(cidrs.size());
        for (String cidr : cidrs) {
            IPAddress block = parse(cidr);
            if (block == null) {
                LOG.warn("event=network_unreadable network={} effect=allows_nobody", cidr);
            } else {
                blocks.add(block.toPrefixBlock());
            }
        }
        return new Networks(List.copyOf(blocks), cidrs.isEmpty());
    }

    /** Whether a client at this textual address is in one of the networks; an address that cannot be read is not. */
    boolean contain(String remoteAddress) {
        if (everywhere) {
            return true;
        }
        IPAddress address = parse(withoutZone(remoteAddress));
        return address != null && !address.isMultiple() && blocks.stream().anyMatch(block -> block.contains(address));
    }

    private static @Nullable IPAddress parse(String text) {
        IPAddress address = new IPAddressString(text.trim()).getAddress();
        if (address == null || !address.isIPv6() || !address.toIPv6().isIPv4Mapped()) {
            return address;
        }
        return embedded(address.toIPv6());
    }

    /** {@code ::ffff:10.0.0.0/104} is {@code 10.0.0.0/8}. */
    private static IPAddress embedded(IPv6Address mapped) {
        IPAddress inner = mapped.getLower().toIPv6().getEmbeddedIPv4Address().withoutPrefixLength();
        Integer prefix = mapped.getNetworkPrefixLength();
        return prefix == null ? inner : inner.setPrefixLength(Math.max(0, prefix - 96), false);
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
