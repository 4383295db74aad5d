// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.failure.UnavailableException;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table that is its own catalog: numbered versions of its metadata lie below its location, as in
 * tables of Hadoop's file systems, and whoever creates a number owns it. Where Hadoop relies on a
 * rename, a store creates a file only where none is, which clouds do too. Not thread-safe.
 */
final class StoreOperations implements TableOperations {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOperations.class);
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.metadata\\.json");
  private static final Location FOLDER = Location.root().child("metadata");
  private static final Location HINT = FOLDER.child("version-hint.text");

  private final Store store;
  private final String root;
  private final StoreFiles files;
  private TableMetadata current;
  private long version;

  /**
   * @param root the table's location, as its metadata says it
   */
  StoreOperations(Store store, String root) {
    this.store = store;
    this.root = root;
    this.files = new StoreFiles(store, root);
  }

  /** Null if there is no table yet. */
  @Override
  public TableMetadata current() {
    return current;
  }

  @Override
  public TableMetadata refresh() {
    try {
      long last = last();
      if (last > version) {
        String path = path(last);
        current = TableMetadataParser.read(files, path);
        version = last;
      } else if (last < version) {
        throw new UnavailableException(
            "Version "
                + version
                + " of the metadata of the table at "
                + root
                + " was there and is gone; put it back, or land the topic at another location",
            null);
      }
      return current;
    } catch (IOException e) {
      throw new UnavailableException(
          "The metadata of the table at " + root + " cannot be read (" + e + ")", e);
    }
  }

  private long last() throws IOException {
    List<String> names = store.list(FOLDER);
    long last = 0;
    for (String name : names) {
      Matcher matcher = VERSION.matcher(name);
      if (matcher.matches()) {
        last = Math.max(last, Long.parseLong(matcher.group(1)));
      }
    }
    return last;
  }

  private String path(long number) {
    return root + "/" + FOLDER.path() + "/v" + number + ".metadata.json";
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    if (base != current) {
      throw new CommitFailedException("the table has another version by now");
    }
    String path = path(version + 1);
    byte[] json = TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
    boolean taken;
    try {
      taken = store.putIfAbsent(files.location(path), json);
    } catch (IOException e) {
      throw new CommitStateUnknownException(e);
    }
    if (!taken) {
      throw new CommitFailedException("version %d is somebody else's", version + 1);
    }
    version++;
    current = TableMetadata.buildFrom(metadata).discardChanges().withMetadataLocation(path).build();
    hint();
    CatalogUtil.deleteRemovedMetadataFiles(files, base, metadata);
  }

  /** For readers that do not list folders; whoever finds an old one looks for later versions. */
  private void hint() {
    try {
      store.delete(HINT);
      store.putIfAbsent(HINT, Long.toString(version).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.info("The hint at version {} of the table at {} is not written: {}", version, root, e);
    }
  }

  @Override
  public FileIO io() {
    return files;
  }

  /** Apart from the versions, so that finding the last of these is reading a short list. */
  @Override
  public String metadataFileLocation(String name) {
    return root + "/" + FOLDER.path() + "/manifests/" + name;
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(root, current.properties());
  }
}
