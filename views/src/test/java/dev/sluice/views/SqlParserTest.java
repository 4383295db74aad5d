// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlParserTest {
  /** In words that other databases know. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a LIKE 'x ~~ y%'                 | (a LIKE 'x ~~ y%')",
        "lower(a) NOT LIKE 'it''s ~~ so%' | (lower(a) NOT LIKE 'it''s ~~ so%')",
        "a ILIKE \" ~~ \"                 | (a ILIKE \" ~~ \")",
        "a NOT ILIKE 'x'                  | (a NOT ILIKE 'x')",
        "(a LIKE 'x') = (b LIKE 'y')      | ((a LIKE 'x') = (b LIKE 'y'))",
      })
  void writesMatchesAsLike(String sql, String written) throws SQLException {
    try (SqlParser parser = SqlParser.open()) {
      assertThat(parser.write(parser.expression(sql).orElseThrow())).isEqualTo(written);
    }
  }
}
