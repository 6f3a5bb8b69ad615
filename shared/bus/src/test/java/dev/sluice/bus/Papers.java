package dev.sluice.bus;

import dev.sluice.bus.papers.Authority;
import java.nio.file.Path;
import java.util.List;

/** What a node of a test proves with who it is. */
final class Papers {
    private Papers() {}

    /** Made by the authority in that folder. */
    static ClusterSettings.Tls of(Path folder, String node) {
        Authority.Papers papers = Authority.in(folder).issue(node, List.of("127.0.0.1", "localhost"));
        return new ClusterSettings.Tls(papers.key(), papers.certificate(), papers.authority());
    }
}
