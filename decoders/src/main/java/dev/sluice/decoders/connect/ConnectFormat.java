// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.json.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;

/**
 * Values that a Connect converter has read already, kept as bytes until they are shredded: those
 * with a schema in Avro's binary form after a zero byte and the schema's number, those without one
 * as JSON. One per task; {@link #keep} is for the task's thread alone.
 */
public final class ConnectFormat implements WireFormat {
  private static final int FRAME = 1 + Integer.BYTES;
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final WriterSchemas schemas = new WriterSchemas();
  private final AvroFormat avro = new AvroFormat(schemas);
  private final JsonFormat json = new JsonFormat();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private BinaryEncoder encoder;

  /**
   * A value as bytes. One that contradicts its schema becomes bytes that are rejected when they are
   * read.
   *
   * @param schema null for none
   * @return null for a null value
   */
  public byte[] keep(Schema schema, Object value) {
    if (value == null) {
      return null;
    }
    try {
      return schema == null ? JSON.writeValueAsBytes(value) : framed(schema, value);
    } catch (IOException
        | MalformedException
        | DataException
        | ClassCastException
        | ArithmeticException
        | NullPointerException e) {
      return new Refusal("the value contradicts its schema: " + e.getMessage(), value.toString())
          .kept();
    }
  }

  private byte[] framed(Schema schema, Object value) throws IOException, MalformedException {
    WriterSchemas.Numbered writer = schemas.of(schema);
    buffer.reset();
    buffer.write(Kept.WITH_SCHEMA.mark());
    buffer.write(ByteBuffer.allocate(Integer.BYTES).putInt(writer.id()).array());
    encoder = EncoderFactory.get().binaryEncoder(buffer, encoder);
    writer.form().write(value, encoder);
    encoder.flush();
    return buffer.toByteArray();
  }

  /**
   * What {@link #keep} was given; of a value that contradicted its schema only its text.
   *
   * @param bytes null for a null value
   */
  public SchemaAndValue restore(byte[] bytes) {
    if (bytes == null) {
      return SchemaAndValue.NULL;
    }
    try {
      return switch (Kept.of(bytes, 0, bytes.length)) {
        case WITH_SCHEMA -> restoreFramed(bytes);
        case REFUSED -> new SchemaAndValue(Schema.STRING_SCHEMA, Refusal.of(bytes).text());
        case AS_JSON -> new SchemaAndValue(null, JSON.readValue(bytes, Object.class));
      };
    } catch (IOException e) {
      throw new IllegalStateException("a value kept by this task cannot be read back", e);
    }
  }

  private SchemaAndValue restoreFramed(byte[] bytes) throws IOException {
    WriterSchemas.Numbered writer = schemas.numbered(ByteBuffer.wrap(bytes).getInt(1));
    Object value =
        writer
            .form()
            .read(DecoderFactory.get().binaryDecoder(bytes, FRAME, bytes.length - FRAME, null));
    return new SchemaAndValue(writer.schema(), value);
  }

  @Override
  public Decoder newDecoder() {
    return new ConnectDecoder(avro.newDecoder(), json.newDecoder());
  }

  @Override
  public Peek newPeek(List<String> fields) {
    return new ConnectPeek(avro.newPeek(fields), json.newPeek(fields));
  }
}
