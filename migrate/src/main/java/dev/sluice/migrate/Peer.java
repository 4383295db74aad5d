// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import dev.sluice.core.settings.Problem;
import dev.sluice.core.settings.SettingGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A connector whose users keep their properties.
 *
 * @param replacement the class that takes its properties here
 * @param former its own class
 * @param groups all of its own properties, as its reference page has them
 */
public record Peer(String name, String replacement, String former, List<PeerGroup> groups) {
  /** What licences were kept in. */
  private static final List<String> LICENCE = List.of("confluent.license", "confluent.topic");

  /** Kafka Connect's own, which every connector has: they stay as they are. */
  private static final Set<String> FRAMEWORK =
      Set.of(
          "name",
          "connector.class",
          "tasks.max",
          "tasks.max.enforce",
          "topics",
          "topics.regex",
          "key.converter",
          "value.converter",
          "header.converter",
          "transforms",
          "predicates",
          "config.action.reload");

  private static final List<String> FRAMEWORK_PREFIXES =
      List.of(
          "key.converter.",
          "value.converter.",
          "header.converter.",
          "transforms.",
          "predicates.",
          "errors.",
          "consumer.override.",
          "producer.override.",
          "admin.override.");

  /** Properties of a subject. */
  record PeerGroup(String title, String doc, List<PeerProperty> properties) {
    SettingGroup settings() {
      List<dev.sluice.core.settings.Setting<?>> settings = new ArrayList<>();
      properties.forEach(property -> settings.add(property.setting()));
      return new SettingGroup(title, doc, settings);
    }
  }

  /** The properties as settings. */
  public List<SettingGroup> settings() {
    return groups.stream().map(PeerGroup::settings).toList();
  }

  /** Mistakes in texts that no translation can mend. */
  public List<Problem> check(Map<String, String> given) {
    return settings().stream().flatMap(group -> group.check(given).stream()).toList();
  }

  /**
   * Translates properties that {@link #check} found good.
   *
   * @param own whether a name is one of ours, so that it is taken as it is
   */
  public Migration translate(Map<String, String> given, Predicate<String> own) {
    Translation translation = new Translation(given);
    Map<String, String> unchanged = new LinkedHashMap<>(given);
    for (PeerGroup group : groups) {
      for (PeerProperty property : group.properties()) {
        unchanged.remove(property.setting().name());
        property.rule().apply(property.setting(), translation);
      }
    }
    for (String name : List.copyOf(unchanged.keySet())) {
      if (translation.isHandedOn(name)) {
        unchanged.remove(name);
      } else if (!isFramework(name) && !own.test(name)) {
        unchanged.remove(name);
        translation.unknown(name, nobodys(name));
      }
    }
    return translation.with(unchanged);
  }

  private String nobodys(String property) {
    return LICENCE.stream().anyMatch(property::startsWith)
        ? "tells of a licence, and none is asked for here"
        : "is not a property of " + name + ", nor of Kafka Connect; it has no effect";
  }

  private static boolean isFramework(String name) {
    return FRAMEWORK.contains(name) || FRAMEWORK_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
