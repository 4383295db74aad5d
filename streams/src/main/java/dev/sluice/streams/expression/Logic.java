// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;

/** What does not look at all its operands, or looks at nulls: logic of three values, choices. */
final class Logic {
  private Logic() {}

  /** AND, OR. */
  static final class Junction extends Expression {
    private final Expression[] operands;
    private final boolean decisive;

    /**
     * @param decisive the value that decides: false for AND, true for OR
     */
    Junction(boolean decisive, Expression... operands) {
      super(SqlType.BOOLEAN);
      this.operands = operands.clone();
      this.decisive = decisive;
    }

    @Override
    public void evaluate() throws MalformedException {
      boolean unknown = false;
      for (Expression operand : operands) {
        operand.evaluate();
        if (decisive ? operand.isTrue() : operand.isFalse()) {
          set(decisive);
          return;
        }
        unknown |= operand.isNull();
      }
      if (unknown) {
        setNull();
      } else {
        set(!decisive);
      }
    }
  }

  /** IS NULL, IS NOT NULL. */
  static final class Absence extends Expression {
    private final Expression operand;
    private final boolean wanted;

    Absence(Expression operand, boolean wanted) {
      super(SqlType.BOOLEAN);
      this.operand = operand;
      this.wanted = wanted;
    }

    @Override
    public void evaluate() throws MalformedException {
      operand.evaluate();
      set(operand.isNull() == wanted);
    }
  }

  /** IS DISTINCT FROM, IS NOT DISTINCT FROM. */
  static final class Distinct extends Expression {
    private final Expression left;
    private final Expression right;
    private final boolean wanted;

    Distinct(Expression left, Expression right, boolean wanted) {
      super(SqlType.BOOLEAN);
      this.left = left;
      this.right = right;
      this.wanted = wanted;
    }

    @Override
    public void evaluate() throws MalformedException {
      left.evaluate();
      right.evaluate();
      boolean same =
          (left.isNull() || right.isNull())
              ? (left.isNull() && right.isNull())
              : left.compareTo(right) == 0;
      set(same != wanted);
    }
  }

  /** IN a list. */
  static final class In extends Expression {
    private final Expression value;
    private final Expression[] list;

    In(Expression value, Expression... list) {
      super(SqlType.BOOLEAN);
      this.value = value;
      this.list = list.clone();
    }

    @Override
    public void evaluate() throws MalformedException {
      value.evaluate();
      if (value.isNull()) {
        setNull();
        return;
      }
      boolean unknown = false;
      for (Expression item : list) {
        item.evaluate();
        if (item.isNull()) {
          unknown = true;
        } else if (value.compareTo(item) == 0) {
          set(true);
          return;
        }
      }
      if (unknown) {
        setNull();
      } else {
        set(false);
      }
    }
  }

  /** CASE: conditions and results, and last what holds otherwise. */
  static final class Choice extends Expression {
    private final Expression[] conditions;
    private final Expression[] results;

    /**
     * @param results one more than conditions
     */
    Choice(SqlType type, Expression[] conditions, Expression[] results) {
      super(type);
      this.conditions = conditions.clone();
      this.results = results.clone();
    }

    @Override
    public void evaluate() throws MalformedException {
      int taken = 0;
      while (taken < conditions.length) {
        conditions[taken].evaluate();
        if (conditions[taken].isTrue()) {
          break;
        }
        taken++;
      }
      results[taken].evaluate();
      set(results[taken]);
    }
  }

  /** coalesce. */
  static final class First extends Expression {
    private final Expression[] operands;

    First(SqlType type, Expression... operands) {
      super(type);
      this.operands = operands.clone();
    }

    @Override
    public void evaluate() throws MalformedException {
      setNull();
      for (Expression operand : operands) {
        operand.evaluate();
        if (!operand.isNull()) {
          set(operand);
          return;
        }
      }
    }
  }

  /** nullif. */
  static final class Unless extends Expression {
    private final Expression value;
    private final Expression left;
    private final Expression right;

    /**
     * @param left the value, and {@code right} what it may equal, in their common type
     */
    Unless(Expression value, Expression left, Expression right) {
      super(value.type());
      this.value = value;
      this.left = left;
      this.right = right;
    }

    @Override
    public void evaluate() throws MalformedException {
      left.evaluate();
      right.evaluate();
      if (!left.isNull() && !right.isNull() && left.compareTo(right) == 0) {
        setNull();
      } else {
        value.evaluate();
        set(value);
      }
    }
  }

  /** greatest, least: of those that are not null. */
  static final class Extreme extends Expression {
    private final Expression[] operands;
    private final int sign;

    /**
     * @param sign 1 for the greatest, -1 for the least
     */
    Extreme(SqlType type, int sign, Expression... operands) {
      super(type);
      this.operands = operands.clone();
      this.sign = sign;
    }

    @Override
    public void evaluate() throws MalformedException {
      setNull();
      for (Expression operand : operands) {
        operand.evaluate();
        if (!operand.isNull() && (isNull() || sign * operand.compareTo(this) > 0)) {
          set(operand);
        }
      }
    }
  }
}
