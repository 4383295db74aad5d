// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.lake.stores.Location;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a container of a storage account.
 *
 * @param scheme as the location has it
 * @param host of the account: {@code account.dfs.core.windows.net}, or of its Blob service
 * @param prefix what blobs' names begin with: empty, or ends in a slash
 */
record Container(String scheme, String host, String name, String prefix) {
  private static final Pattern URL =
      Pattern.compile("(abfss?|wasbs?)://([^/@]+)@([^/@]+)/*(.*?)/*");

  /**
   * Reads {@code abfss://container@account.dfs.core.windows.net/some/folder}.
   *
   * @throws RefusedException if it is something else
   */
  static Container of(String location) {
    Matcher matcher = URL.matcher(location);
    if (!matcher.matches()) {
      throw new RefusedException(
          "the location "
              + location
              + " does not name a container and an account; write for example"
              + " abfss://lake@myaccount.dfs.core.windows.net/orders");
    }
    String folder = matcher.group(4);
    return new Container(
        matcher.group(1), matcher.group(3), matcher.group(2), folder.isEmpty() ? "" : folder + "/");
  }

  /** The account's name. */
  String account() {
    return host.replaceFirst("[.:].*", "");
  }

  /** URL of the account's Blob service, which keeps the same files as its Data Lake service. */
  String service() {
    String protocol = scheme.matches("abfss|wasbs") ? "https" : "http";
    return protocol + "://" + host.replaceFirst("\\.dfs\\.", ".blob.");
  }

  String blob(Location location) {
    return prefix + location.path();
  }

  /** What names of blobs below a place begin with. */
  String folder(Location location) {
    return location.path().isEmpty() ? prefix : blob(location) + "/";
  }

  /** The place of a blob; empty if it is none of ours. */
  Optional<Location> location(String blob) {
    try {
      return blob.startsWith(prefix)
          ? Optional.of(new Location(blob.substring(prefix.length())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // A name such as a//b, which no Location gives.
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return (scheme + "://" + name + "@" + host + "/" + prefix).replaceAll("/$", "");
  }
}
