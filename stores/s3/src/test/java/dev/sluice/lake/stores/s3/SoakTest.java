// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.lake.files.Soak;
import dev.sluice.lake.stores.UnreliableLink;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakTest {
  @TempDir Path folder;

  @Test
  void losesAndDoublesNothing() throws Exception {
    try (S3Server server = new S3Server(folder);
        UnreliableLink link = new UnreliableLink(server.url(), 1, FaultsTest.CONFLICT)) {
      String location = "s3://" + server.newBucket() + "/soak";
      new Soak(link, () -> FaultsTest.open(server, link, location), () -> server.open(location))
          .run("S3");
    }
  }
}
