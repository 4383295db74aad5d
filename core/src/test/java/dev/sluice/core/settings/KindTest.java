// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindTest {
  private enum Mode {
    INSERT,
    UPSERT
  }

  @ParameterizedTest
  @CsvSource({"0,0", "64MiB,67108864", "1 GiB,1073741824", "5kb,5000", "7b,7"})
  void readsSizes(String text, long bytes) {
    assertThat(Kind.BYTES.parser().parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5m,PT5M", "2h,PT2H", "1d,PT24H", "250,PT0.25S"})
  void readsDurations(String text, Duration duration) {
    assertThat(Kind.DURATION.parser().parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ten", "-1", "10 parsecs", "1.5GiB"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> Kind.BYTES.parser().parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsParenthesesTogetherInLists() {
    assertThat(Kind.LIST.parser().parse("bucket(16, id), day(at) ,country"))
        .containsExactly("bucket(16, id)", "day(at)", "country");
  }

  @Test
  void namesTheChoices() {
    assertThat(Kind.choice(Mode.class).parser().parse("Upsert")).isEqualTo(Mode.UPSERT);
    assertThatThrownBy(() -> Kind.choice(Mode.class).parser().parse("merge"))
        .hasMessage("must be one of insert, upsert but was 'merge'");
  }

  @Test
  void reportsEveryMistakeAtOnce() {
    SettingGroup group =
        new SettingGroup(
            "Test",
            "",
            List.of(
                Setting.required("url", Kind.TEXT, "Where it is.", "http://x"),
                Setting.of("pause", Kind.DURATION, "1s", "How long.", "2s")));
    assertThat(group.check(Map.of("pause", "soon")))
        .extracting(Problem::what)
        .containsExactly("url is missing", "pause must be a duration such as 10s but was 'soon'");
  }
}
