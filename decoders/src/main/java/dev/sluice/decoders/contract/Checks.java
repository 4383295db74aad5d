// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be asked of a value. A value of another kind than a check is about does not break it.
 */
final class Checks {
  private static final int SHOWN = 60;

  private Checks() {}

  /** It must be there. */
  record Required() implements Rule.Check {
    @Override
    public String problem(Cell cell) {
      return cell.isNull() ? "is missing or null" : "";
    }

    @Override
    public boolean asksOfNull() {
      return true;
    }
  }

  /** It must be of a type. */
  record OfType(LogicalType type) implements Rule.Check {
    @Override
    public String problem(Cell cell) {
      return type.holds(cell) ? "" : shown(cell) + ", which is no " + type.text();
    }
  }

  /** A text must have so many characters, or a list so many items. */
  record Size(int least, int most, boolean ofList) implements Rule.Check {
    @Override
    public String problem(Cell cell) {
      int size = ofList ? cell.items() : cell.length();
      return size < 0 || (least <= size && size <= most)
          ? ""
          : "has " + size + (ofList ? " items" : " characters");
    }
  }

  /** Some part of a text must match. */
  record Matches(Pattern pattern) implements Rule.Check {
    @Override
    public String problem(Cell cell) {
      return cell.length() < 0 || pattern.matcher(cell.text()).find()
          ? ""
          : shown(cell) + ", which does not match " + pattern;
    }
  }

  /** It must be one of certain values, compared as texts, or as numbers where both are. */
  record OneOf(Set<String> values) implements Rule.Check {
    @Override
    public String problem(Cell cell) {
      if (values.contains(cell.text())) {
        return "";
      }
      BigDecimal number = cell.number();
      return number != null && values.contains(Cell.plain(number))
          ? ""
          : shown(cell) + ", which is none of " + values;
    }
  }

  /** A number must lie on one side of another. */
  record Bound(BigDecimal bound, boolean lower, boolean exclusive) implements Rule.Check {
    @Override
    public String problem(Cell cell) {
      BigDecimal number = cell.isWhole() ? BigDecimal.valueOf(cell.whole()) : cell.number();
      return number == null || within(number.compareTo(bound), lower, exclusive) ? "" : shown(cell);
    }
  }

  /** A point in time must lie on one side of another. */
  record TimeBound(long micros, boolean lower, boolean exclusive) implements Rule.Check {
    @Override
    public String problem(Cell cell) {
      Long time = cell.micros();
      return time == null || within(Long.compare(time, micros), lower, exclusive)
          ? ""
          : shown(cell);
    }
  }

  /** A number must be a whole number of times another. */
  record MultipleOf(BigDecimal unit) implements Rule.Check {
    @Override
    public String problem(Cell cell) {
      BigDecimal number = cell.number();
      return number == null || number.remainder(unit).signum() == 0 ? "" : shown(cell);
    }
  }

  private static boolean within(int compared, boolean lower, boolean exclusive) {
    int side = lower ? compared : -compared;
    return exclusive ? side > 0 : side >= 0;
  }

  private static String shown(Cell cell) {
    String text = cell.text();
    return "is " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
  }
}
