// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import java.util.List;
import java.util.Optional;

/** The connectors whose users can keep their properties. */
public final class Peers {
  public static final List<Peer> ALL =
      List.of(
          ConfluentS3.PEER, ConfluentGcs.PEER, ConfluentAzureBlob.PEER, ConfluentAzureLake.PEER);

  private Peers() {}

  /** The connector of a class, its own or ours. */
  public static Optional<Peer> of(String connectorClass) {
    return ALL.stream()
        .filter(
            peer ->
                peer.former().equals(connectorClass) || peer.replacement().equals(connectorClass))
        .findFirst();
  }
}
