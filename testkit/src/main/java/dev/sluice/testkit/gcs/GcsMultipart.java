// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.testkit.gcs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An upload of metadata and content in one body.
 *
 * @param attributes the JSON object in its first part
 */
record GcsMultipart(Map<String, Object> attributes, byte[] content) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
  private static final String BLANK = "\r\n\r\n";

  static GcsMultipart read(String contentType, byte[] body) throws IOException, GcsFailure {
    Matcher matcher = BOUNDARY.matcher(contentType);
    // Bytes as characters one by one, so that places in the text are places in the bytes.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    if (!matcher.find()) {
      throw GcsFailure.invalid("Missing boundary in the Content-Type header.");
    }
    String boundary = "--" + matcher.group(1);
    int first = text.indexOf(BLANK) + BLANK.length();
    int between = text.indexOf("\r\n" + boundary, first);
    int second = text.indexOf(BLANK, between) + BLANK.length();
    int end = text.lastIndexOf("\r\n" + boundary + "--");
    if (between < 0 || end < second) {
      throw GcsFailure.invalid("The body must have two parts.");
    }
    return new GcsMultipart(
        attributes(text.substring(first, between).getBytes(StandardCharsets.ISO_8859_1)),
        text.substring(second, end).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads a JSON object; none if there is nothing. */
  static Map<String, Object> attributes(byte[] json) throws IOException {
    return json.length == 0
        ? Map.of()
        : JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
  }
}
