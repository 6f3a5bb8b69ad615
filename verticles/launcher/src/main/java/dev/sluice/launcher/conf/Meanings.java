package dev.sluice.launcher.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What keys mean, as the comments beside them in the shipped {@code conf/sluice.yaml} say. */
final class Meanings {
    private static final Pattern LINE = Pattern.compile("( *)([a-z-]+):([^#]*)(?:# *(.*))?");

    private Meanings() {}

    /** By key; nothing where there is no such file, since nothing depends on it. */
    static Map<Key, String> read(Path shipped) {
        Map<Key, String> meanings = new EnumMap<>(Key.class);
        Map<Integer, String> above = new HashMap<>();
        for (String line : lines(shipped)) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                int depth = parts.group(1).length();
                String parent = depth == 0 ? "" : above.getOrDefault(depth - 2, "") + ".";
                String path = parent + parts.group(2);
                above.put(depth, path);
                String comment = parts.group(4);
                Key.byPath(path).ifPresent(key -> meanings.put(key, comment == null ? "" : comment.strip()));
            }
        }
        return meanings;
    }

    private static List<String> lines(Path shipped) {
        try {
            return Files.isReadable(shipped) ? Files.readAllLines(shipped) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
