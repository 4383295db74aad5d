// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

/**
 * A type that a schema uses and another subject defines.
 *
 * @param name the type's full name
 * @param version of that subject; -1 means the latest, and is replaced before it is stored
 */
public record SchemaReference(String name, String subject, int version) {}
