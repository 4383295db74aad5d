// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Values as they go to Kafka: a zero, the schema's id, and Avro's bytes. Not thread-safe. */
final class Framing {
  private static final int HEAD = 5;

  private final byte[] head;
  private final GenericDatumWriter<GenericRecord> writer;
  private BinaryEncoder encoder;

  Framing(Schema schema, int schemaId) {
    this.head = ByteBuffer.allocate(HEAD).put((byte) 0).putInt(schemaId).array();
    this.writer = new GenericDatumWriter<>(schema);
  }

  byte[] frame(GenericRecord record) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(128);
      out.write(head);
      encoder = EncoderFactory.get().binaryEncoder(out, encoder);
      writer.write(record, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a record in memory", e);
    }
  }
}
