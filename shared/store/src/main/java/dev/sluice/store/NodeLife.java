package dev.sluice.store;

/**
 * One life of a node, from its start to its end. Only the newest may change money: a process that was taken for dead, or a
 * copy of a machine, is fenced off by its epoch.
 *
 * @param number names the node in the books
 * @param epoch higher with each life
 */
public record NodeLife(String name, int number, long epoch) {}
