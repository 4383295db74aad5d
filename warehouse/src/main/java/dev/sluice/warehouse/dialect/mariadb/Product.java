// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

/** The two products that speak one protocol, and where they differ. */
public enum Product {
  MARIADB("MariaDB", "jdbc:mariadb:", "utf8mb4_nopad_bin"),
  MYSQL("MySQL", "jdbc:mysql:", "utf8mb4_0900_bin");

  private final String title;
  private final String prefix;
  private final String collation;

  Product(String title, String prefix, String collation) {
    this.title = title;
    this.prefix = prefix;
    this.collation = collation;
  }

  /** Its name in messages. */
  public String title() {
    return title;
  }

  /** What an address of it begins with. */
  public String prefix() {
    return prefix;
  }

  /**
   * The collation under which two texts are equal only if their bytes are, trailing spaces
   * included, as they are in Kafka.
   */
  String collation() {
    return collation;
  }

  /** Whether texts of a collation are equal only if their bytes are. */
  static boolean isExact(String collation) {
    return collation.endsWith("_nopad_bin")
        || collation.endsWith("_0900_bin")
        || collation.equals("binary");
  }
}
