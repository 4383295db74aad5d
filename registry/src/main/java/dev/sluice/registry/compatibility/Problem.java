// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility;

/**
 * Something in values of the writer's schema that the reader's schema does not take.
 *
 * @param type of the problem, as clients know it
 * @param description a sentence that names the path
 * @param detail what is there; may be empty
 */
public record Problem(String type, String description, String detail) {

  /** As registries spell it in their messages. */
  public String text() {
    return "{errorType:'"
        + type
        + "', description:'"
        + description
        + "'"
        + (detail.isEmpty() ? "" : ", additionalInfo:'" + detail + "'")
        + "}";
  }
}
