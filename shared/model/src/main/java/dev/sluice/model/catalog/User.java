package dev.sluice.model.catalog;

/**
 * Who pays.
 *
 * @param unlimited whether calls are let through whatever the balance is (it may go below zero)
 */
public record User(String id, String name, String role, boolean enabled, boolean unlimited) {}
