package dev.sluice.launcher.conf;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What the command line says about the configuration. */
record Options(Path file, Map<Key, String> values) {
    private static final Path STANDARD_FILE = Path.of("conf", "sluice.yaml");

    /**
     * Reads the command line.
     *
     * @param home where the configuration lies unless {@code --config} says otherwise
     */
    static Options parse(List<String> arguments, Path home) {
        Path file = home.resolve(STANDARD_FILE);
        Map<Key, String> values = new EnumMap<>(Key.class);
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--host" -> values.put(Key.HTTP_HOST, valueOf(option, words));
                case "--port" -> values.put(Key.HTTP_PORT, valueOf(option, words));
                case "--data" -> values.put(Key.DATA, valueOf(option, words));
                case "--config" -> file = Path.of(valueOf(option, words));
                case "--cluster" -> values.put(Key.CLUSTER_ENABLED, "true");
                default ->
                    throw new ConfException(
                            "unknown option '%s'; expected --host, --port, --data, --config or --cluster"
                                    .formatted(option));
            }
        }
        return new Options(file, values);
    }

    private static String valueOf(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new ConfException(option + ": a value is missing");
        }
        return words.next();
    }
}
