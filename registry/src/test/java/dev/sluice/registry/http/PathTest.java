// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PathTest {

  @Test
  void keepsAnEscapedSlashInsideASubject() {
    assertThat(Path.split("/subjects/a%2Fb+c%20d/versions/"))
        .containsExactly("subjects", "a/b+c d", "versions");
  }

  @Test
  void readsFlagsWithAndWithoutValue() {
    assertThat(Path.query("deleted=true&x&p=%3A*%3A+"))
        .isEqualTo(Map.of("deleted", "true", "x", "", "p", ":*: "));
  }

  @Test
  void refusesPagesOfOtherSites() {
    AccessRule rule = new AccessRule(true);
    Headers own = headers("Host", "localhost:8081");
    Headers renamed = headers("Host", "evil.example:8081");
    Headers foreign = headers("Host", "localhost:8081", "Origin", "https://evil.example");

    assertThat(rule.welcomes(own)).isTrue();
    assertThat(rule.welcomes(renamed)).isFalse();
    assertThat(rule.welcomes(foreign)).isFalse();
    assertThat(new AccessRule(false).welcomes(renamed)).isTrue();
  }

  private static Headers headers(String... namesAndValues) {
    Headers headers = new Headers();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }
}
