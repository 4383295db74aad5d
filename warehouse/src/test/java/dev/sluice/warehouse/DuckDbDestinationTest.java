// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class DuckDbDestinationTest extends TableGenerationsContract {
  @TempDir Path folder;

  /** It never is. */
  @Override
  String stored() {
    return "VIRTUAL";
  }

  @Override
  Database database() {
    return DuckDbDatabase.open(DuckDbDatabase.PREFIX + folder.resolve("w.duckdb"));
  }

  @Override
  List<String> expectedTypes() {
    return List.of(
        "b BOOLEAN true",
        "i INTEGER -2147483648",
        "l BIGINT 9223372036854775807",
        "f FLOAT 1.5",
        "d DOUBLE -2.5e+300",
        "p DECIMAL(9,2) -1234567.89",
        "q DECIMAL(38,10) -1234567890123456789012345678.0123456789",
        "z DECIMAL(10,3) 0.000",
        "h DECIMAL(12,4) 10000.0001",
        "day DATE 1969-12-31",
        "t TIME 23:59:59.999999",
        "ts TIMESTAMP 2026-11-23 10:20:30.123456",
        "tz TIMESTAMP WITH TIME ZONE 1999-12-31 23:59:59.999999+00",
        "s VARCHAR héllo 漢",
        "u UUID f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "x BLOB \\x00\\xFF\\x10",
        "n JSON [1,2,3]");
  }
}
