// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

import java.util.List;

/** The receipts of one destination table. */
public interface Ledger {
  /** How the destination is called in reports: {@code lake orders}, {@code warehouse orders}. */
  String name();

  /** All receipts; those of one topic-partition in offset order. */
  List<Receipt> receipts();
}
