// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.plan.SchemaImpact;
import java.io.PrintWriter;
import java.util.List;

/** What a new schema would do, for people to read. */
final class ImpactReport {
  private ImpactReport() {}

  static void print(PrintWriter out, SchemaImpact impact) {
    out.printf("Topic %s, schemas until now: %s%n", impact.topic(), impact.known());
    out.printf("%nCompatibility (%s counts)%n", impact.level());
    for (SchemaImpact.Verdict verdict : impact.compatibility()) {
      out.printf("  %-20s %s%n", verdict.level(), verdict.compatible() ? "yes" : "NO");
      if (verdict.level().equals(impact.level())) {
        verdict.messages().forEach(message -> out.printf("      %s%n", message));
      }
    }
    for (SchemaImpact.Table table : impact.tables()) {
      out.printf("%n%s table %s%n", capital(table.destination()), table.table());
      nothing(out, table.changes());
      table
          .changes()
          .forEach(one -> out.printf("  %-7s %s: %s%n", one.effect(), one.column(), one.detail()));
    }
    for (SchemaImpact.Query query : impact.queries()) {
      out.printf("%n%s%n", capital(query.name()));
      nothing(out, query.touched());
      query.touched().forEach(one -> out.printf("  %s%n", one));
    }
    if (!impact.contract().isEmpty()) {
      out.printf("%nContract%n");
      impact.contract().forEach(one -> out.printf("  %s%n", one));
    }
    out.printf("%nReplay%n  %s%n%n", impact.replay());
    impact.breaks().forEach(one -> out.printf("BREAKS: %s%n", one));
    out.println(impact.breaks().isEmpty() ? "Nothing breaks." : impact.breaks().size() + " break");
  }

  private static void nothing(PrintWriter out, List<?> changes) {
    if (changes.isEmpty()) {
      out.println("  stays as it is");
    }
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
