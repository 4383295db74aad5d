// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import dev.sluice.core.metrics.RuleMeters;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import java.util.List;

/**
 * A topic's wire format under its contract. It stands where records become rows, which lake and
 * warehouse have in common, so both refuse the same records.
 */
public record ContractFormat(WireFormat wire, Contract contract, RuleMeters meters)
    implements WireFormat {
  @Override
  public Decoder newDecoder() {
    return new ContractCheck(wire, contract, meters);
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return wire.newPeek(fields);
  }

  @Override
  public String schemaName(byte[] value) {
    return wire.schemaName(value);
  }
}
