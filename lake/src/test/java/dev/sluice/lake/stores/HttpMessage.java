// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A request as it came over the wire.
 *
 * @param head its first line and its headers, with the empty line
 */
record HttpMessage(String head, byte[] body) {
  private static final String END = "\r\n\r\n";

  /**
   * Reads one.
   *
   * @throws EOFException if the other side has closed before
   */
  static HttpMessage read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith(END)) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("no request");
      }
      head.write(b);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int length = Integer.parseInt(header(text, "content-length", "0"));
    return new HttpMessage(text, in.readNBytes(length));
  }

  private static String header(String head, String name, String absent) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst()
        .orElse(absent);
  }

  boolean has(String header) {
    return !header(head, header, "").isEmpty();
  }

  /** The same, after which the server closes the connection. */
  byte[] bytesOfTheLast() {
    String headers =
        String.join(
            "\r\n",
            Arrays.stream(head.split("\r\n"))
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
                .toList());
    byte[] start = (headers + "\r\nConnection: close" + END).getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  /** An answer with an error, as S3 and Azure tell it in XML. */
  static byte[] error(int status, String code) {
    String xml = "<Error><Code>" + code + "</Code><Message>injected</Message></Error>";
    String head =
        "HTTP/1.1 "
            + status
            + " Injected\r\nContent-Type: application/xml\r\nContent-Length: "
            + xml.length()
            + "\r\nConnection: close"
            + END;
    return (head + xml).getBytes(StandardCharsets.ISO_8859_1);
  }
}
