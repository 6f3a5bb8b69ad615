package dev.sluice.launcher.reliability;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What strace wrote of a process. A call's begin is taken before the system does anything, and its end after all is done and
 * before the thread goes on, so comparing the two is exact, whatever strace costs.
 */
final class SystemCalls {
    private static final Pattern WHOLE =
            Pattern.compile("(\\d+) +(\\d+)\\.(\\d{6}) (\\w+)\\((.*)\\) += (-?\\d+).*<([0-9.]+)>");
    private static final Pattern BEGUN =
            Pattern.compile("(\\d+) +(\\d+)\\.(\\d{6}) (\\w+)\\((.*) <unfinished \\.\\.\\.>");
    private static final Pattern RESUMED =
            Pattern.compile("(\\d+) +(\\d+)\\.(\\d{6}) <\\.\\.\\. (\\w+) resumed>.*\\) += (-?\\d+).*");
    private static final Pattern BYTE = Pattern.compile("\\\\[0-7]{1,3}|\\\\.|[^\"\\\\]");
    private static final Pattern FILE = Pattern.compile("\\d+<([^>]*)>");

    private SystemCalls() {}

    /**
     * One call.
     *
     * @param arguments as strace prints them: the file or socket, and what was written
     * @param begin microseconds
     * @param end microseconds
     * @param result negative for an error
     */
    record Call(String name, String arguments, long begin, long end, long result) {
        boolean isSync() {
            return name.equals("fdatasync") || name.equals("fsync");
        }

        /** What was written, from the first quoted text of the arguments. */
        byte[] written() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Matcher next = BYTE.matcher(arguments);
            for (int at = arguments.indexOf('"') + 1; at > 0 && next.find(at) && next.start() == at; at = next.end()) {
                bytes.write(value(next.group()));
            }
            return bytes.toByteArray();
        }

        /** Bytes are printed as in C. */
        private static int value(String printed) {
            if (printed.length() == 1) {
                return printed.charAt(0);
            }
            int known = "nrtfv".indexOf(printed.charAt(1));
            if (known >= 0) {
                return "\n\r\t\f\u000b".charAt(known);
            }
            boolean octal = Character.isDigit(printed.charAt(1));
            return octal ? Integer.parseInt(printed.substring(1), 8) : printed.charAt(1);
        }

        /** The path of the file or the number of the socket. */
        String target() {
            Matcher file = FILE.matcher(arguments);
            return file.lookingAt() ? file.group(1) : "";
        }
    }

    /** The command that writes down what a process writes and syncs. */
    static String[] command(Path log) {
        return new String[] {
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-y",
            "-ttt",
            "-T",
            "-s",
            "65536",
            "-e",
            "signal=none",
            "-e",
            "trace=write,writev,sendto,sendmsg,pwrite64,pwritev,fdatasync,fsync",
            "-o",
            log.toString()
        };
    }

    /** Why nothing can be traced here, if so. */
    static Optional<String> unavailable() {
        try {
            Process process = new ProcessBuilder("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .start();
            boolean well = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            return well ? Optional.empty() : Optional.of("strace is not allowed to trace here");
        } catch (IOException missing) {
            return Optional.of("strace is not installed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** All calls of a log that have ended. */
    static List<Call> read(Path log) {
        List<Call> calls = new ArrayList<>();
        Map<String, Call> begun = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line, begun).ifPresent(calls::add);
            }
            return calls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Call> read(String line, Map<String, Call> begun) {
        Matcher half = BEGUN.matcher(line);
        if (half.matches()) {
            begun.put(half.group(1), new Call(half.group(4), half.group(5), time(half), 0, 0));
            return Optional.empty();
        }
        Matcher rest = RESUMED.matcher(line);
        if (rest.matches()) {
            return Optional.ofNullable(begun.remove(rest.group(1)))
                    .map(call ->
                            new Call(call.name, call.arguments, call.begin, time(rest), Long.parseLong(rest.group(5))));
        }
        Matcher whole = WHOLE.matcher(line);
        return whole.matches() ? Optional.of(whole(whole)) : Optional.empty();
    }

    private static Call whole(Matcher line) {
        long begin = time(line);
        long took = Math.round(Double.parseDouble(line.group(7)) * 1_000_000);
        return new Call(line.group(4), line.group(5), begin, begin + took, Long.parseLong(line.group(6)));
    }

    private static long time(Matcher line) {
        return Long.parseLong(line.group(2)) * 1_000_000 + Long.parseLong(line.group(3));
    }
}
