// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import dev.sluice.lake.files.LakeContract;
import dev.sluice.lake.stores.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class S3LakeTest extends LakeContract {
  @TempDir static Path folder;
  private static S3Server server;
  private String bucket;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected Store open() {
    if (bucket == null) {
      bucket = server.newBucket();
    }
    return server.open("s3://" + bucket);
  }
}
