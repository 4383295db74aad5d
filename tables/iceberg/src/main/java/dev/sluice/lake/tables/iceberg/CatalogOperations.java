// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * A table in a REST catalog, which keeps the metadata; the files that the metadata lists are
 * written to the table's own store, with the credentials that its data has. Not thread-safe.
 */
final class CatalogOperations implements TableOperations, AutoCloseable {
  private final Map<String, String> properties;
  private final TableIdentifier name;
  private final String root;
  private final StoreFiles files;
  private RESTCatalog catalog;
  private TableOperations table;

  /**
   * @param properties of the catalog
   * @param root the table's location
   */
  CatalogOperations(
      Map<String, String> properties, TableIdentifier name, Store store, String root) {
    this.properties = Map.copyOf(properties);
    this.name = name;
    this.root = root;
    this.files = new StoreFiles(store, root);
  }

  @Override
  public TableMetadata current() {
    return table == null ? null : table.current();
  }

  @Override
  public TableMetadata refresh() {
    try {
      if (table == null) {
        table = ((HasTableOperations) catalog().loadTable(name)).operations();
        requireLocation(table.current());
        return table.current();
      }
      return table.refresh();
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      if (table != null) {
        throw new RefusedException(
            "The table "
                + name
                + " was in the catalog and is gone; put it back, or land the topic"
                + " at another location",
            e);
      }
      return null;
    } catch (RESTException e) {
      throw unavailable(e);
    }
  }

  private void requireLocation(TableMetadata metadata) {
    String location = metadata.location().replaceAll("/+$", "");
    if (!location.equals(root)) {
      throw new RefusedException(
          "The table "
              + name
              + " of the catalog is at "
              + location
              + ", and the lake table at "
              + root
              + "; set location to the former, or name another table");
    }
  }

  private RESTCatalog catalog() {
    if (catalog == null) {
      RESTCatalog opened = new RESTCatalog();
      opened.initialize("sluice", properties);
      catalog = opened;
    }
    return catalog;
  }

  private UnavailableException unavailable(RESTException e) {
    return new UnavailableException(
        "The catalog of table " + name + " does not answer (" + e.getMessage() + ")", e);
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    if (base == null) {
      make(metadata);
      return;
    }
    try {
      table.commit(base, metadata);
    } catch (CommitFailedException | CommitStateUnknownException e) {
      throw e;
    } catch (RESTException e) {
      // Whatever it says, the request may have been worked on.
      throw new CommitStateUnknownException(e);
    }
  }

  private void make(TableMetadata metadata) {
    try {
      if (!catalog().namespaceExists(name.namespace())) {
        namespace();
      }
      catalog()
          .buildTable(name, metadata.schema())
          .withPartitionSpec(metadata.spec())
          .withLocation(root)
          .withProperties(metadata.properties())
          .withProperty("format-version", Integer.toString(metadata.formatVersion()))
          .create();
    } catch (AlreadyExistsException e) {
      throw new CommitFailedException(e, "the table has been made by somebody else");
    } catch (RESTException e) {
      throw unavailable(e);
    }
  }

  private void namespace() {
    try {
      catalog().createNamespace(name.namespace());
    } catch (AlreadyExistsException e) {
      // By another task, a moment ago.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    if (catalog != null) {
      catalog.close();
    }
  }

  @Override
  public FileIO io() {
    return files;
  }

  @Override
  public String metadataFileLocation(String file) {
    return table.metadataFileLocation(file);
  }

  @Override
  public LocationProvider locationProvider() {
    return table.locationProvider();
  }
}
