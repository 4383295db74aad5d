// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Commits only to a table whose properties are still what the commit was made for. The library does
 * a commit again that has lost to another one; without this, what the other one appended would be
 * appended twice.
 *
 * @param expected values of properties; null for one that the table must not have
 */
record ContinuedOperations(TableOperations operations, Map<String, String> expected)
    implements TableOperations {
  /** Somebody else has appended it meanwhile. Not among what the library tries again. */
  static final class OvertakenException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    expected.forEach(
        (property, value) -> {
          String found = base.properties().get(property);
          if (found == null ? value != null : !found.equals(value)) {
            throw new OvertakenException();
          }
        });
    operations.commit(base, metadata);
  }

  @Override
  public TableMetadata current() {
    return operations.current();
  }

  @Override
  public TableMetadata refresh() {
    return operations.refresh();
  }

  @Override
  public FileIO io() {
    return operations.io();
  }

  @Override
  public EncryptionManager encryption() {
    return operations.encryption();
  }

  @Override
  public String metadataFileLocation(String name) {
    return operations.metadataFileLocation(name);
  }

  @Override
  public LocationProvider locationProvider() {
    return operations.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return operations.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return operations.newSnapshotId();
  }
}
