// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another connector's properties as this product's.
 *
 * @param properties ours, and those of Kafka Connect itself
 * @param remarks one for each property given, and for defaults worth knowing
 */
public record Migration(Map<String, String> properties, List<Remark> remarks) {
  public Migration {
    properties = new TreeMap<>(properties);
    remarks = List.copyOf(remarks);
  }

  /** What stands in the way; empty if nothing does. */
  public List<Remark> refused() {
    return of(Remark.Kind.REFUSED);
  }

  public List<Remark> of(Remark.Kind kind) {
    return remarks.stream().filter(remark -> remark.kind() == kind).toList();
  }
}
