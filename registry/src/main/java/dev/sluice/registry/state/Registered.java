// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.state;

/**
 * One version of a subject.
 *
 * @param version from 1
 * @param id global: the same schema has the same id under every subject
 * @param deleted softly: hidden, still readable by id
 */
public record Registered(String subject, int version, int id, SchemaText schema, boolean deleted) {

  public Registered asDeleted() {
    return new Registered(subject, version, id, schema, true);
  }
}
