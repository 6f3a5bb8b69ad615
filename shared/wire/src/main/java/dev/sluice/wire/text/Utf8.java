package dev.sluice.wire.text;

/** Strict UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private Utf8() {}

    /** Where the first malformed sequence of {@code [from, to)} begins, or -1 if there is none. */
    public static int firstMalformed(byte[] array, int from, int to) {
        int i = ByteScan.nonAscii(array, from, to);
        while (i < to) {
            int length = sequence(array, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
            if (i < to && array[i] >= 0) {
                i = ByteScan.nonAscii(array, i, to);
            }
        }
        return -1;
    }

    /** Whether {@code [from, to)} begins with a byte order mark. */
    public static boolean hasByteOrderMark(byte[] array, int from, int to) {
        return to - from >= 3
                && array[from] == (byte) 0xEF
                && array[from + 1] == (byte) 0xBB
                && array[from + 2] == (byte) 0xBF;
    }

    /** Length of the well-formed sequence of two to four bytes at {@code i}, 0 if it is malformed. */
    private static int sequence(byte[] array, int i, int to) {
        int lead = array[i] & 0xFF;
        int left = to - i;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return left >= 2 && continues(array[i + 1]) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return left >= 3 && isThird(lead, array[i + 1] & 0xFF) && continues(array[i + 2]) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            return left >= 4
                            && isFourth(lead, array[i + 1] & 0xFF)
                            && continues(array[i + 2])
                            && continues(array[i + 3])
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean continues(byte b) {
        return (b & 0xC0) == 0x80;
    }

    private static boolean isThird(int lead, int second) {
        int least = lead == 0xE0 ? 0xA0 : 0x80;
        int most = lead == 0xED ? 0x9F : 0xBF;
        return second >= least && second <= most;
    }

    private static boolean isFourth(int lead, int second) {
        int least = lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xF4 ? 0x8F : 0xBF;
        return second >= least && second <= most;
    }
}
