// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.lake.stores.RequestSettings;
import dev.sluice.lake.stores.StoreKinds;
import java.util.List;
import java.util.stream.Stream;

/** What a table on Azure Storage can be told, beside what every lake table can. */
public final class AzureSettings {
  private static final long SMALLEST_BLOCK = 64L << 10;
  private static final long LARGEST_BLOCK = 1L << 30;

  public static final Setting<String> ACCOUNT_KEY =
      Setting.optional(
              "azblob.account.key",
              Kind.TEXT,
              "Key of the storage account.",
              "${env:AZURE_STORAGE_KEY}")
          .masked();
  public static final Setting<String> SAS_TOKEN =
      Setting.optional(
              "azblob.sas.token",
              Kind.TEXT,
              "Shared access signature instead of a key; it must allow to read, write, delete and"
                  + " list.",
              "${env:AZURE_STORAGE_SAS_TOKEN}")
          .masked();
  public static final Setting<String> CONNECTION_STRING =
      Setting.optional(
              "azure.storage.connection.string",
              Kind.TEXT,
              "Connection string instead of a key, as the portal shows it.",
              "${env:AZURE_STORAGE_CONNECTION_STRING}")
          .masked();
  public static final Setting<String> IDENTITY =
      Setting.optional(
          "azblob.client.id",
          Kind.TEXT,
          "Client id of the managed identity to use, if there are several, or of an application with"
              + " azblob.client.secret. With no key, signature, connection string or secret, what the environment, the pod, the machine or the"
              + " command line tool of Azure offers is used.",
          "0f8fad5b-d9cb-469f-a165-70867728950e");
  public static final Setting<String> CLIENT_SECRET =
      Setting.optional(
              "azblob.client.secret",
              Kind.TEXT,
              "Secret of an application, whose credentials are used then; needs azblob.client.id and azblob.tenant.id.",
              "${env:AZURE_CLIENT_SECRET}")
          .masked();
  public static final Setting<String> TENANT =
      Setting.optional(
          "azblob.tenant.id",
          Kind.TEXT,
          "Tenant that the application belongs to.",
          "72f988bf-86f1-41af-91ab-2d7cd011db47");
  public static final Setting<String> AUTHORITY =
      Setting.optional(
          "azblob.authority.host",
          Kind.TEXT,
          "URL of the service that the application gets its tokens from. Left out: the public cloud's.",
          "https://login.microsoftonline.us");
  public static final Setting<String> ENDPOINT =
      Setting.optional(
          "azblob.endpoint",
          Kind.TEXT,
          "URL of a Blob service other than the account's own, such as an emulator's.",
          "http://127.0.0.1:10000/devstoreaccount1");
  public static final Setting<String> TIER =
      Setting.optional(
          "azblob.access.tier",
          StoreKinds.oneOf(List.of("Hot", "Cool", "Cold")),
          "Access tier of data files. Left out: the account's.",
          "Cool");
  public static final Setting<List<String>> METADATA =
      Setting.of(
          "azblob.metadata",
          StoreKinds.PAIRS,
          "",
          "Metadata given to every data file; keys are letters, digits and underscores.",
          "team:sales,retention:long");
  public static final Setting<List<String>> TAGS =
      Setting.of(
          "azblob.tags",
          StoreKinds.PAIRS,
          "",
          "Index tags given to every data file, by which Azure finds blobs and applies rules to them; at most ten."
              + " Accounts with hierarchical names have none.",
          "team:sales,retention:long");
  public static final Setting<String> ENCRYPTION_SCOPE =
      Setting.optional(
          "azblob.encryption.scope",
          Kind.TEXT,
          "Encryption scope, and with it the key, that everything is written in. Left out: the container's, or the"
              + " account's key.",
          "sales");
  public static final Setting<Long> BLOCK_SIZE =
      Setting.of(
          "azblob.block.size",
          StoreKinds.bytes(SMALLEST_BLOCK, LARGEST_BLOCK, "a size from 64KiB to 1GiB"),
          "8MiB",
          "Size of the blocks in which a file is uploaded. Each encoder thread fills one in"
              + " memory, and each parallel block is another; 50,000 blocks make the largest file.",
          "25MiB");
  public static final Setting<Long> PARALLEL_BLOCKS =
      Setting.of(
          "azblob.parallel.blocks",
          StoreKinds.count(1, 64),
          "4",
          "Blocks that a task uploads beside those that its encoder threads upload themselves"
              + " when these are busy.",
          "8");

  /** Retries, time and proxy. */
  public static final RequestSettings REQUESTS =
      RequestSettings.named("azblob", ".retry.retries", "Azure");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Azure",
          "A lake table whose location is"
              + " `abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/FOLDER`, or begins with `abfs`,"
              + " `wasbs` or `wasb`; all go through the account's Blob service. A file is a list of"
              + " blocks that its commit"
              + " completes; if a task ends in between, the next start completes it. Azure forgets"
              + " blocks that are not"
              + " completed after a week, so a task that ended in between must be started again"
              + " within that; later,"
              + " the start fails and names the file, and its records are still in Kafka from the"
              + " file's first offset on.",
          Stream.concat(
                  Stream.of(
                      ACCOUNT_KEY,
                      SAS_TOKEN,
                      CONNECTION_STRING,
                      IDENTITY,
                      CLIENT_SECRET,
                      TENANT,
                      AUTHORITY,
                      ENDPOINT,
                      TIER,
                      METADATA,
                      TAGS,
                      ENCRYPTION_SCOPE,
                      BLOCK_SIZE,
                      PARALLEL_BLOCKS),
                  REQUESTS.all().stream())
              .toList());

  private AzureSettings() {}
}
