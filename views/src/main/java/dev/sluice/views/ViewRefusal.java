// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

/** A view that cannot be maintained; the message names the construct, its place, and what to do. */
public final class ViewRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String view;
  private final String construct;
  private final int line;
  private final int column;
  private final String why;
  private final String whatNow;

  ViewRefusal(String view, String construct, int line, int column, String why, String whatNow) {
    super(
        "view "
            + view
            + ", line "
            + line
            + ", column "
            + column
            + ": "
            + construct
            + " "
            + why
            + "; "
            + whatNow);
    this.view = view;
    this.construct = construct;
    this.line = line;
    this.column = column;
    this.why = why;
    this.whatNow = whatNow;
  }

  /** Name of the view. */
  public String view() {
    return view;
  }

  /** What is wrong with the construct. */
  public String why() {
    return why;
  }

  /** What its author can do. */
  public String whatNow() {
    return whatNow;
  }

  /** What stands in the way, as SQL calls it. */
  public String construct() {
    return construct;
  }

  /** Counted from 1. */
  public int line() {
    return line;
  }

  /** Counted from 1. */
  public int column() {
    return column;
  }
}
