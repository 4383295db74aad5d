// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.stores.Location;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapingTest {
  @ParameterizedTest
  @CsvSource({"FR,FR", "a/b,a%2Fb", "..,%2E%2E", "a=b,a%3Db", "50%,50%25", "x..y,x..y", "Ö,Ö"})
  void noValueLeavesItsDirectory(String value, String directory) {
    assertThat(Escaping.HIVE.escape(value)).isEqualTo(directory);
    assertThat(Location.root().child(Escaping.HIVE.escape(value)).name()).isEqualTo(directory);
  }
}
