package dev.sluice.runtime.pipeline;

/**
 * One scalar of a YAML file.
 *
 * @param key its dotted path from the top
 * @param value its text; a sequence's items separated by commas
 */
record Entry(String key, String value, int line, int column) {}
