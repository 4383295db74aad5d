// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** One row's bytes as texts, by RFC 4180. */
final class CsvFields {
  private CsvFields() {}

  static List<String> of(byte[] row) throws MalformedException {
    try (CSVParser parser = CSVParser.parse(text(row), CSVFormat.RFC4180)) {
      List<CSVRecord> records = parser.getRecords();
      if (records.size() != 1) {
        throw new MalformedException("it is " + records.size() + " rows, not one");
      }
      return records.get(0).toList();
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      String reason =
          e instanceof UncheckedIOException ? e.getCause().getMessage() : e.getMessage();
      throw new MalformedException("its quotes do not match: " + reason, e);
    }
  }

  private static String text(byte[] row) throws MalformedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(row))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("it is not UTF-8", e);
    }
  }
}
