// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.warehouse;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import java.time.Duration;
import java.util.List;

/** When a warehouse table's transactions happen. */
public final class WarehouseTaskSettings {
  public static final Setting<Duration> INTERVAL =
      Setting.of(
          "interval",
          Kind.DURATION,
          "1s",
          "Longest time between two transactions while records come: how fresh the table and its"
              + " views are.",
          "500ms");
  public static final Setting<Long> RECORDS =
      Setting.of(
          "flush.records",
          Kind.COUNT,
          "50000",
          "Records of one topic-partition after which a transaction is made before its time.",
          "100000");
  public static final Setting<Long> BYTES =
      Setting.of(
          "flush.bytes",
          Kind.BYTES,
          "32MiB",
          "Bytes of values of one topic-partition after which a transaction is made before its"
              + " time.",
          "64MiB");

  public static final Setting<List<String>> VIEWS =
      Setting.of(
          "views",
          Kind.LIST,
          "",
          "Names of the views that follow the table; the SELECT of each is given in the property"
              + " view.NAME, and the key of each further table that they read in views.key.TABLE,"
              + " empty for one that is only inserted into.",
          "sales_by_country_day");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Transactions",
          "When a transaction is made, and which views it keeps.",
          List.of(INTERVAL, RECORDS, BYTES, VIEWS));

  private WarehouseTaskSettings() {}
}
