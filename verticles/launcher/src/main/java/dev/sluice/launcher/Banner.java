package dev.sluice.launcher;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** What a node prints once it can serve. The first line is relied on by scripts. */
record Banner(
        URI address, URI management, Path data, Optional<String> firstKey, Optional<String> setupToken, boolean demo) {

    void print(PrintStream out) {
        out.println("Sluice is ready at " + address);
        out.println();
        out.println("Try it:");
        out.println("  curl -N " + address + "/v1/chat/completions \\");
        out.println("    -H 'Authorization: Bearer " + firstKey.orElse("'\"$SLUICE_KEY\"'") + "' \\");
        out.println("    -H 'Content-Type: application/json' \\");
        out.println("    -d '{\"model\":\"" + (demo ? "demo" : "MODEL")
                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}'");
        out.println();
        if (demo) {
            out.println("No provider is configured, so the built-in demonstration answers: models demo, demo-slow,");
            out.println("demo-429, demo-500 and demo-cut. Set OPENAI_API_KEY or add a channel for real ones.");
        }
        if (firstKey.isPresent()) {
            out.println("This key is shown once. It belongs to the administrator and has no limit.");
        }
        out.println("Admin UI:   " + address + "/"
                + setupToken.map(token -> "#setup=" + token).orElse(""));
        if (setupToken.isPresent()) {
            out.println("            (the link sets the administrator's password, once, within 30 minutes)");
        }
        out.println("Operations: " + management + "/metrics, /health/live, /health/ready");
        out.println("Data:       " + data);
        out.flush();
    }
}
