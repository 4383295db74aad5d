// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.tables.iceberg.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a table of Iceberg lists beside the receipts of its pipeline: the same files, each once. */
public final class TableFiles {
  private final Settings settings;
  private final Store store;
  private final String location;
  private final String connector;
  private boolean rewritten;

  /**
   * @param settings say which catalog it is in
   * @param location the lake table's, a folder's path or the address of a store
   * @param connector that fills it
   */
  public TableFiles(Settings settings, Store store, String location, String connector) {
    this.settings = settings;
    this.store = store;
    this.location = location;
    this.connector = connector;
  }

  /** Whether somebody else has replaced files, so that those of the receipts may be gone. */
  public boolean rewritten() {
    return rewritten;
  }

  /** Compares up to where the table has followed; what is committed right now may come later. */
  public Check check(Ledger ledger) {
    String where = ledger.name() + " table";
    Optional<TableSnapshot> now;
    try {
      // First the table: what it has followed is in the receipts by then.
      now = TableSnapshot.of(settings, store, location, connector);
    } catch (RefusedException e) {
      rewritten = true;
      return Check.holds(where, "not compared: " + e.getMessage());
    }
    List<Receipt> receipts = ledger.receipts();
    if (now.isEmpty()) {
      return receipts.stream().allMatch(receipt -> receipt.files().isEmpty())
          ? new Check(List.of(), List.of())
          : Check.differs(where, "there is no table at " + location + ", and files of it are");
    }
    return compare(where, now.get(), receipts);
  }

  private Check compare(String where, TableSnapshot table, List<Receipt> receipts) {
    rewritten = table.changed();
    if (rewritten) {
      return Check.holds(
          where,
          "snapshot "
              + table.id()
              + " lists "
              + size(table)
              + "; another engine has rewritten files, so they are not compared with the receipts");
    }
    List<Finding> findings = new ArrayList<>();
    Map<String, Long> listed = new HashMap<>();
    for (TableSnapshot.Listed file : table.files()) {
      if (listed.put(file.path(), file.rows()) != null) {
        findings.add(new Finding(where, file.path() + " is listed twice, so its rows count twice"));
      }
    }
    for (Receipt receipt : receipts) {
      long followed = table.next().getOrDefault(receipt.range().partition().partition(), -1L);
      boolean due = receipt.range().to() <= followed;
      for (Receipt.LandedFile file : receipt.files()) {
        difference(file, Optional.ofNullable(listed.remove(file.path())), due)
            .ifPresent(what -> findings.add(new Finding(where, what)));
      }
    }
    listed.forEach(
        (path, rows) ->
            findings.add(
                new Finding(
                    where, path + " is listed with " + rows + " rows, and no commit of it")));
    return findings.isEmpty()
        ? Check.holds(where, "snapshot " + table.id() + " lists the same " + size(table))
        : new Check(List.of(), findings);
  }

  private static String size(TableSnapshot table) {
    return String.format("%,d files, %,d rows", table.files().size(), table.rows());
  }

  /**
   * @param rows of the file by the table; empty if it does not list it
   * @param due whether the table has followed the file's commit
   */
  private static Optional<String> difference(
      Receipt.LandedFile file, Optional<Long> rows, boolean due) {
    if (rows.isEmpty()) {
      return due
          ? Optional.of(
              file.path() + " was committed with " + file.rows() + " rows and is not listed")
          : Optional.empty();
    }
    return rows.get() == file.rows()
        ? Optional.empty()
        : Optional.of(
            file.path() + " is listed with " + rows.get() + " rows, and has " + file.rows());
  }
}
