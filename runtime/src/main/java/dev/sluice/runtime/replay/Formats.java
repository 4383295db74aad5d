// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.metrics.RuleMeters;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.decoders.contract.ContractFormat;
import dev.sluice.decoders.contract.Rule;
import java.util.Optional;

/** How records are read, as a connector with these properties reads them. */
final class Formats {
  private Formats() {}

  static RecordFormats of(Settings settings, String topic) {
    WireFormat values = DecoderSettings.wireFormat(settings);
    Optional<Contract> contract = DecoderSettings.contract(settings, topic);
    if (contract.isPresent()) {
      RuleMeters uncounted =
          new RuleMeters(contract.get().rules().stream().map(Rule::name).distinct().toList());
      values = new ContractFormat(values, contract.get(), uncounted);
    }
    return new RecordFormats(
        values, DecoderSettings.keyFormat(settings), DecoderSettings.tombstones(settings));
  }
}
