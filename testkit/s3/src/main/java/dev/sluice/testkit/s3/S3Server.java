// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.s3;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 service over a folder whose sub-folders are its buckets, as a process of its own: it prints
 * its URL, and ends with its input.
 */
public final class S3Server {
  private S3Server() {}

  /**
   * Serves until the input ends.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws Exception {
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(arguments[0]))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "key", "secret")
            .build();
    proxy.start();
    System.out.println("http://127.0.0.1:" + proxy.getPort());
    int input = 0;
    while (input >= 0) {
      input = System.in.read();
    }
    proxy.stop();
  }
}
