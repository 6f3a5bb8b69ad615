package dev.sluice.provider.egress;

import dev.sluice.model.Bytes;
import java.net.InetAddress;

/** A range of addresses in prefix notation, and what it is for. */
record Range(Bytes prefix, int bits, Reach reach) {

    /** The prefix as a literal address. */
    Range(String literal, int bits, Reach reach) {
        this(Bytes.of(InetAddress.ofLiteral(literal).getAddress()), bits, reach);
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length()) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != prefix.at(i)) {
                return false;
            }
        }
        int rest = bits % 8;
        int mask = 0xff << (8 - rest) & 0xff;
        return rest == 0 || ((address[whole] ^ prefix.at(whole)) & mask) == 0;
    }
}
