package dev.sluice.wire;

/**
 * Bounds on a JSON body, against documents that are small to send and dear to read.
 *
 * @param depth of nesting
 * @param keys in all objects together
 * @param numberLength characters of a number
 */
public record JsonLimits(int depth, int keys, int numberLength) {
    public static final JsonLimits DEFAULT = new JsonLimits(64, 20_000, 64);
}
