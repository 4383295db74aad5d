// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.expression;

import dev.sluice.core.failure.MalformedException;

/** A function that is null where an argument is. */
final class Strict extends Expression {
  /** What it does with arguments that are not null. */
  interface Body {
    void apply(Expression out, Expression[] in) throws MalformedException;
  }

  private final Expression[] arguments;
  private final Body body;

  Strict(SqlType type, Body body, Expression... arguments) {
    super(type);
    this.arguments = arguments.clone();
    this.body = body;
  }

  @Override
  public void evaluate() throws MalformedException {
    for (Expression argument : arguments) {
      argument.evaluate();
      if (argument.isNull()) {
        setNull();
        return;
      }
    }
    body.apply(this, arguments);
  }
}
