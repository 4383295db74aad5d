// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

import java.util.List;

/** A language that schemas are written in. */
public interface Language {
  /**
   * The form in which a schema is kept and compared.
   *
   * @param normalize whether what does not matter is put in order too, so that more spellings are
   *     one schema
   * @throws dev.sluice.registry.failure.RegistryException when it is not valid
   */
  String canonical(Definition given, boolean normalize);

  /** The form that programs read without a parser; the text itself where there is none. */
  default String serialized(Definition schema) {
    return schema.text();
  }

  /** Why a reader cannot read all values of a writer; empty when it can. */
  List<Problem> problems(Side reader, Side writer);
}
