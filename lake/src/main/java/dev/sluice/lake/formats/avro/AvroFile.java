// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.formats.avro;

import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.lake.formats.CountedStream;
import dev.sluice.lake.formats.FileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.types.Types;

/** One Avro container file, whose blocks are encoded straight from the columns. */
final class AvroFile implements FileWriter {
  private static final int BLOCK_BYTES = 64 << 10;

  private final CountedStream counted;
  private final DataFileWriter<Object> out;
  private final AvroValue row;
  private final Encoded encoded = new Encoded();
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(encoded, null);

  AvroFile(AvroCodec codec, Types.StructType type, OutputStream stream) throws IOException {
    counted = new CountedStream(stream);
    row = AvroValue.of(type);
    Schema schema = AvroSchemas.of(type);
    out = new DataFileWriter<>(new GenericDatumWriter<>(schema));
    out.setCodec(codec.factory()).setSyncInterval(BLOCK_BYTES).create(schema, counted);
  }

  @Override
  public void write(ColumnBatch batch) throws IOException {
    for (int i = 0; i < batch.rows(); i++) {
      encoded.reset();
      row.present(encoder, batch.root(), i);
      out.appendEncoded(encoded.bytes());
    }
  }

  @Override
  public long bytes() {
    return counted.bytes();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** One encoded row, without a copy. */
  private static final class Encoded extends ByteArrayOutputStream {
    ByteBuffer bytes() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }
}
