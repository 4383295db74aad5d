// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.shred;

import java.util.List;

/**
 * Structs: a slot per struct, and in each child column one value per slot, null where the struct
 * is.
 */
public final class StructColumn extends Column {
  private final List<Column> children;

  public StructColumn(List<Column> children) {
    this.children = List.copyOf(children);
  }

  /** In the order of the struct's fields. */
  public List<Column> children() {
    return children;
  }

  public Column child(int field) {
    return children.get(field);
  }

  /**
   * Appends the struct whose fields have just been appended to the children; fields left out become
   * null.
   */
  public void add() {
    int at = grow();
    for (Column child : children) {
      if (child.size() == at) {
        child.addNull();
      }
    }
  }

  @Override
  protected void resize(int capacity) {}

  @Override
  protected void nullAdded(int at) {
    for (Column child : children) {
      child.addNull();
    }
  }

  @Override
  protected void truncated(int newSize) {
    for (Column child : children) {
      child.truncate(newSize);
    }
  }
}
