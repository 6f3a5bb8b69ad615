package dev.sluice.provider.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Resolves host names. Blocks. */
@FunctionalInterface
public interface Names {

    /** The addresses of a name or a literal, best first; none if it is not known. */
    List<InetAddress> resolve(String host);

    /** As the operating system resolves them: hosts file, search domains and all. */
    static Names ofSystem() {
        return host -> {
            try {
                return List.of(InetAddress.getAllByName(host));
            } catch (UnknownHostException e) {
                return List.of();
            }
        };
    }
}
