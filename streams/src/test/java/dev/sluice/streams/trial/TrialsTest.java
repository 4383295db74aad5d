// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialsTest {
  private static final String TOPICS =
      """
      topics:
        orders: {id: BIGINT, region: VARCHAR, amount: "DECIMAL(38,4)", ordered_at: TIMESTAMP}
      """;
  private static final String SELECT =
      "SELECT region, count(*) AS n, sum(amount) AS total, max(ordered_at) AS last FROM orders"
          + " GROUP BY region\n";

  @TempDir private Path folder;

  private List<CaseResult> run(String view, String cases) throws IOException {
    Files.writeString(folder.resolve("v.sql"), view);
    Path file = Files.writeString(folder.resolve("v.test.yaml"), "view: v.sql\n" + TOPICS + cases);
    try (Trials trials = new Trials()) {
      return trials.run(file);
    }
  }

  private static final String GOOD =
      """
      cases:
        - name: adds up
          in:
            - orders: {id: 1, region: a, amount: 1234567890123456789012345678901.1234, ordered_at: 2026-01-01T10:00:00Z}
            - orders: {id: 2, region: a, amount: 1, ordered_at: 2026-01-01 09:00:00}
            - orders: {id: 3, region: null, amount: null, ordered_at: null}
          out:
            - {region: a, n: 2, total: 1234567890123456789012345678902.12340, last: "2026-01-01T10:00:00Z"}
            - {region: null, n: 1, total: null}
      """;

  @Test
  void emittedAndKeptViewsGiveTheSame() throws Exception {
    assertThat(run("-- emit: topic t\n" + SELECT, GOOD)).allMatch(CaseResult::passed).hasSize(1);
    assertThat(run(SELECT, GOOD)).allMatch(CaseResult::passed).hasSize(1);
  }

  @Test
  void differencesAreToldOneByOne() throws Exception {
    CaseResult result = run("-- emit: topic t\n" + SELECT, GOOD.replace("n: 2", "n: 3")).get(0);
    assertThat(result.line()).isEqualTo(5);
    assertThat(result.differences())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("- row {region=a, n=3"))
        .anyMatch(line -> line.startsWith("+ row {region=a, n=2"));
  }

  @Test
  void rejectsAreExpectedOrTold() throws Exception {
    String cases =
        """
        cases:
          - name: broken
            in: [{orders: "{broken"}]
            rejects: [%s]
        """;
    String view = "-- emit: topic t\n" + SELECT;
    assertThat(run(view, cases.formatted("rejected at decode"))).allMatch(CaseResult::passed);
    assertThat(run(view, cases.formatted("late")).get(0).differences())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("+ reject orders-0-0"));
  }

  @Test
  void mistakesAreToldWithTheirLine() {
    assertThatThrownBy(() -> run("-- emit: topic t\n" + SELECT, "casse: []\n"))
        .hasMessageContaining("v.test.yaml:4: 'casse' is not known here");
    assertThatThrownBy(() -> run("-- emit: topic t\nSELECT reion FROM orders", GOOD))
        .hasMessageContaining("v.sql")
        .hasMessageContaining("did you mean region");
  }
}
