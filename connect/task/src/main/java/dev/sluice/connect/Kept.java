// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect;

import dev.sluice.core.metrics.RuleMeters;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.decoders.contract.ContractFormat;
import dev.sluice.decoders.contract.Rule;
import java.util.List;
import java.util.Optional;

/**
 * How a task reads values once its contract, if it has one, is kept.
 *
 * @param rules counts what broke it
 */
record Kept(WireFormat wire, RuleMeters rules) {
  static Kept of(Settings settings, WireFormat wire, String connector, int task, String topic) {
    Optional<Contract> contract = DecoderSettings.contract(settings, topic);
    if (contract.isEmpty()) {
      return new Kept(wire, new RuleMeters(List.of()));
    }
    List<String> names = contract.get().rules().stream().map(Rule::name).distinct().toList();
    RuleMeters rules = new RuleMeters(names).published(connector, task);
    return new Kept(new ContractFormat(wire, contract.get(), rules), rules);
  }
}
