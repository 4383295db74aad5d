// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.ConfluentAzure.CLASSES;
import static dev.sluice.migrate.PeerProperty.secret;
import static dev.sluice.migrate.PeerProperty.text;
import static dev.sluice.migrate.Rule.becomes;

import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Confluent's sink for Azure Data Lake Storage Gen2, as public examples have it: {@code topics.dir}
 * is the container, and an application shows the credentials.
 */
public final class ConfluentAzureLake {
  private static final String PREFIX = "azure.datalake.gen2.";
  private static final Pattern ENDPOINT = Pattern.compile("(https?://[^/]+)/([^/]+)/oauth2/.*");

  private static final Setting<String> ACCOUNT = ConfluentAzure.account(PREFIX + "account.name");

  /** The connector. */
  public static final Peer PEER =
      new Peer(
          "the Azure Data Lake Storage Gen2 sink",
          "dev.sluice.connect.lake.AzureDataLakeGen2SinkConnector",
          CLASSES + "datalake.gen2.AzureDataLakeGen2SinkConnector",
          ConfluentAzure.groups(
              List.of(CLASSES + "storage.", CLASSES + "datalake.gen2.", CLASSES + "blob."),
              List.of(
                  new PeerProperty(ACCOUNT, ConfluentAzure.partOfLocation()),
                  text(
                      PREFIX + "client.id",
                      "",
                      "The application that shows the credentials.",
                      becomes("azblob.client.id")),
                  secret(PREFIX + "client.key", "Its secret.", becomes("azblob.client.secret")),
                  text(
                      PREFIX + "token.endpoint",
                      "",
                      "Where it gets its tokens, with the tenant in the path.",
                      ConfluentAzureLake::endpoint),
                  secret(
                      PREFIX + "access.key",
                      "Key of the account, instead of an application.",
                      becomes("azblob.account.key"))),
              CLASSES + "storage.AzureStorage",
              ConfluentAzureLake::location));

  private ConfluentAzureLake() {}

  /** The first name of the folder is that of the container. */
  private static String location(Translation to, String folder) {
    if (folder.isEmpty()) {
      to.refused(
          Storage.isFlat(to) ? Storage.DIRECTORY_DELIMITER : Storage.TOPICS_DIR,
          "topics.dir names the container: it cannot be empty, and directory.delim must be a slash");
    }
    String[] parts = folder.split("/", 2);
    return "abfss://"
        + parts[0]
        + "@"
        + to.text(ACCOUNT)
        + ".dfs.core.windows.net"
        + (parts.length > 1 ? "/" + parts[1] : "");
  }

  private static void endpoint(Setting<?> setting, Translation to) {
    String url = to.text(setting);
    Matcher matcher = ENDPOINT.matcher(url);
    if (matcher.matches()) {
      to.set("azblob.authority.host", matcher.group(1));
      to.set("azblob.tenant.id", matcher.group(2));
      to.kept(setting, "becomes azblob.tenant.id and azblob.authority.host");
    } else if (!url.isEmpty()) {
      to.refused(
          setting, "must be a URL such as https://login.microsoftonline.com/TENANT/oauth2/token");
    } else if (to.isGiven(setting)) {
      to.kept(setting, "empty, as without it");
    }
  }
}
