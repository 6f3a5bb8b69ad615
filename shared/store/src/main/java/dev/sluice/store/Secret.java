package dev.sluice.store;

/** A secret in clear, on its way between a vault and a socket. Masked wherever it is printed. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "Secret[****]";
    }
}
