// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JodaPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH | 'year'=uuuu/'month'=MM/'day'=dd/'hour'=HH",
        "yyyy-MM-dd | uuuu-MM-dd",
        "xxxx'-W'ww-e | YYYY'-W'ww-e",
        "YY/MMM/EEEE | uu/MMM/EEEE",
        "HH_mm_ss.SSS | HH_mm_ss.SSS",
        "[dd] | '['dd']'",
        "'day#'dd Z ZZ ZZZ | 'day#'dd xx xxx VV",
      })
  void spellsTheSameDirectories(String joda, String java) {
    assertThat(JodaPattern.toJava(joda)).isEqualTo(java);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CC", "yyyy'", "yyyy/n"})
  void refusesWhatHasNoEqual(String joda) {
    assertThatThrownBy(() -> JodaPattern.toJava(joda)).isInstanceOf(IllegalArgumentException.class);
  }
}
