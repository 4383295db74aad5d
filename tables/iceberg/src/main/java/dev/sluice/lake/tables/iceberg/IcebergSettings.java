// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.TableFormat;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.auth.OAuth2Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which catalog a table of Iceberg is in, in the words of Iceberg's own sink. */
public final class IcebergSettings {
  public static final Setting<String> URI =
      Setting.optional(
          "iceberg.catalog.uri",
          new Kind<>("an address of http or https", IcebergSettings::address, List.of()),
          "Address of the REST catalog that the table is in. Left out, the table is its own catalog: versions of its"
              + " metadata lie below its location, and engines open it by that.",
          "https://catalog.example.com/api/catalog");
  public static final Setting<String> TABLE =
      Setting.optional(
          "iceberg.table",
          new Kind<>("NAMESPACE.TABLE", IcebergSettings::identifier, List.of()),
          "What the table is called in the catalog. It is made, and its namespace too, if it is not there; one that is"
              + " there must have the location of this table.",
          "sales.orders");
  public static final Setting<String> WAREHOUSE =
      Setting.optional(
          "iceberg.catalog.warehouse",
          Kind.TEXT,
          "Which of the catalog's warehouses the table is in, where it has several.",
          "production");
  public static final Setting<String> CREDENTIAL =
      Setting.optional(
              "iceberg.catalog.credential",
              Kind.TEXT,
              "Client and secret for OAuth 2, by which the catalog gives tokens.",
              "CLIENT:SECRET")
          .masked();
  public static final Setting<String> TOKEN =
      Setting.optional(
              "iceberg.catalog.token",
              Kind.TEXT,
              "Token for the catalog, instead of a credential.",
              "TOKEN")
          .masked();
  public static final Setting<String> SCOPE =
      Setting.optional(
          "iceberg.catalog.scope",
          Kind.TEXT,
          "Scope that tokens are asked for with.",
          "PRINCIPAL_ROLE:ALL");
  public static final Setting<String> OAUTH =
      Setting.optional(
          "iceberg.catalog.oauth2-server-uri",
          new Kind<>("an address of http or https", IcebergSettings::address, List.of()),
          "Address that gives tokens, where it is not the catalog's own.",
          "https://login.example.com/oauth2/token");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Catalog of Iceberg",
          "Where a table with table.format iceberg is known by name.",
          List.of(URI, TABLE, WAREHOUSE, CREDENTIAL, TOKEN, SCOPE, OAUTH));

  private static final Map<Setting<String>, String> PROPERTIES =
      Map.of(
          URI, CatalogProperties.URI,
          WAREHOUSE, CatalogProperties.WAREHOUSE_LOCATION,
          CREDENTIAL, OAuth2Properties.CREDENTIAL,
          TOKEN, OAuth2Properties.TOKEN,
          SCOPE, OAuth2Properties.SCOPE,
          OAUTH, OAuth2Properties.OAUTH2_SERVER_URI);

  private static final Logger LOG = LoggerFactory.getLogger(IcebergSettings.class);

  private IcebergSettings() {}

  private static String address(String text) {
    if (!text.matches("https?://.+")) {
      throw new IllegalArgumentException(
          "must be an address of http or https but was '" + text + "'");
    }
    return text;
  }

  private static String identifier(String text) {
    if (!text.matches("[^.\\s]+(\\.[^.\\s]+)+")) {
      throw new IllegalArgumentException(
          "must be a namespace and a name such as sales.orders but was '" + text + "'");
    }
    return text;
  }

  /**
   * Checks that what is said of a catalog goes together.
   *
   * @throws RefusedException if it does not
   */
  public static void check(Settings settings) {
    boolean catalog = settings.find(URI).isPresent();
    List<String> given =
        GROUP.settings().stream()
            .filter(setting -> settings.find(setting).isPresent())
            .map(Setting::name)
            .toList();
    if (!given.isEmpty() && settings.get(LakeSettings.TABLE_FORMAT) != TableFormat.ICEBERG) {
      throw new RefusedException(
          "only a table of Iceberg has "
              + String.join(", ", given)
              + "; set table.format=iceberg too");
    }
    if (!given.isEmpty() && !catalog) {
      throw new RefusedException(
          "only a table in a catalog has "
              + String.join(", ", given)
              + "; set "
              + URI.name()
              + " too");
    }
    if (catalog && settings.find(TABLE).isEmpty()) {
      throw new RefusedException(
          "a catalog knows its tables by name; set " + TABLE.name() + ", such as sales.orders");
    }
  }

  /** Lets go of a catalog's connections, if the table is in one. */
  static void close(TableOperations operations) {
    if (operations instanceof CatalogOperations catalog) {
      try {
        catalog.close();
      } catch (IOException e) {
        LOG.info("Connections to the catalog are left to its server: {}", e.toString());
      }
    }
  }

  /** The table's metadata: in its catalog, or below its own location. */
  static TableOperations operations(Settings settings, Store store, String root) {
    if (settings.find(URI).isEmpty()) {
      return new StoreOperations(store, root);
    }
    Map<String, String> properties = new HashMap<>();
    PROPERTIES.forEach(
        (setting, property) ->
            settings.find(setting).ifPresent(value -> properties.put(property, value)));
    return new CatalogOperations(
        properties, TableIdentifier.parse(settings.find(TABLE).orElseThrow()), store, root);
  }
}
