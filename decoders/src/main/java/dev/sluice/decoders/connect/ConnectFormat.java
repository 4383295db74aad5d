// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.connect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.decoders.avro.AvroFormat;
import dev.sluice.decoders.json.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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

  private final WriterSchemas schemas;
  private final AvroFormat avro;
  private final JsonFormat json;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private BinaryEncoder encoder;

  /** Values are rows, and columns widen. */
  public ConnectFormat() {
    this(Unwrapping.NONE, Conflicts.WIDEN);
  }

  public ConnectFormat(Unwrapping unwrapping, Conflicts conflicts) {
    this(new WriterSchemas(), unwrapping, conflicts);
  }

  private ConnectFormat(WriterSchemas schemas, Unwrapping unwrapping, Conflicts conflicts) {
    this.schemas = schemas;
    this.avro = new AvroFormat(schemas, unwrapping, conflicts);
    this.json = new JsonFormat(unwrapping, conflicts);
  }

  /** How keys are read that this has kept: they are in no envelope. */
  public WireFormat keys() {
    return new ConnectFormat(schemas, Unwrapping.NONE, Conflicts.WIDEN);
  }

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

  /**
   * The schema that a value came with.
   *
   * @param bytes what {@link #keep} gave; null for a null value
   * @return empty for a value without one
   */
  public Optional<Schema> schema(byte[] bytes) {
    return bytes == null ? Optional.empty() : schema(bytes, 0, bytes.length);
  }

  /**
   * The schema of a value that lies somewhere in an array.
   *
   * @param length -1 for a null value
   */
  public Optional<Schema> schema(byte[] bytes, int from, int length) {
    return Kept.of(bytes, from, length) == Kept.WITH_SCHEMA
        ? Optional.of(schemas.numbered(ByteBuffer.wrap(bytes).getInt(from + 1)).schema())
        : Optional.empty();
  }

  @Override
  public String schemaName(byte[] value) {
    return schema(value).map(Schema::name).orElse("");
  }

  /** Reads what {@link #wrapped} gives: records of one field. */
  public WireFormat wrapping(String field) {
    AvroFormat wrapped =
        new AvroFormat(
            id ->
                org.apache.avro.Schema.createRecord(
                    "wrapped",
                    null,
                    null,
                    false,
                    List.of(new org.apache.avro.Schema.Field(field, schemas.byId(id)))));
    return new WireFormat() {
      @Override
      public Decoder newDecoder() {
        return new ConnectDecoder(wrapped.newDecoder(), json.newDecoder());
      }

      @Override
      public Peek newPeek(List<String> fields) {
        return new ConnectPeek(wrapped.newPeek(fields), json.newPeek(fields));
      }
    };
  }

  /**
   * What was kept of a value, as a record whose one field it is.
   *
   * @param bytes what {@link #keep} gave; not null
   */
  public static byte[] wrapped(String field, byte[] bytes) {
    if (Kept.of(bytes, 0, bytes.length) != Kept.AS_JSON) {
      // In Avro's binary form a record of one field is that field.
      return bytes;
    }
    byte[] before = ("{\"" + field + "\":").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(before.length + bytes.length + 1)
        .put(before)
        .put(bytes)
        .put((byte) '}')
        .array();
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
