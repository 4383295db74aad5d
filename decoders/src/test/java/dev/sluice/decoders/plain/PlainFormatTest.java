// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.MalformedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.BytesColumn;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Peek;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainFormatTest {
  private static final TopicPartition P0 = new TopicPartition("logs", 0);
  private static final byte[] TEXT = "Grüße 😀".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NO_TEXT = {'a', 'b', (byte) 0xC3, '('};

  private final Gathered records =
      new Gathered(P0, new TablePartition("logs", ""), new MemoryBudget(1 << 20));

  private ColumnBatch batch;

  private List<Rejection> shred(WireFormat format, byte[]... values) {
    for (int i = 0; i < values.length; i++) {
      records.add(new Envelope(P0, i, 0, null, values[i], List.of()));
    }
    Decoder decoder = format.newDecoder();
    batch = new ColumnBatch(decoder.type(records), values.length);
    return Shredder.fill(records, decoder, Tombstones.REJECT, batch).rejections();
  }

  private String value(int row) {
    BytesColumn column = (BytesColumn) batch.column(0);
    return new String(column.data(), column.from(row), column.length(row), StandardCharsets.UTF_8);
  }

  @Test
  void keepsTextsAndRejectsWhatIsNone() {
    List<Rejection> rejections = shred(PlainFormat.text(), TEXT, NO_TEXT, new byte[0]);
    assertThat(batch.type().toString()).contains("value: optional string");
    assertThat(batch.rows()).isEqualTo(2);
    assertThat(value(0)).isEqualTo("Grüße 😀");
    assertThat(value(1)).isEmpty();
    assertThat(rejections).hasSize(1);
    assertThat(rejections.get(0).reason())
        .isEqualTo(
            "the value is no text in UTF-8: byte 2 begins no character; value.format bytes takes any bytes");
  }

  @Test
  void keepsAnyBytes() {
    assertThat(shred(PlainFormat.bytes(), TEXT, NO_TEXT)).isEmpty();
    assertThat(batch.type().toString()).contains("value: optional binary");
    assertThat(((BytesColumn) batch.column(0)).length(1)).isEqualTo(4);
  }

  @Test
  void peeksAtTheValueAndNothingElse() throws MalformedException {
    Peek peek = PlainFormat.text().newPeek(List.of("value"));
    peek.read(TEXT);
    assertThat(new String(peek.bytes(0), peek.from(0), peek.length(0), StandardCharsets.UTF_8))
        .isEqualTo("Grüße 😀");
    assertThatThrownBy(() -> peek.read(NO_TEXT)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> PlainFormat.text().newPeek(List.of("day")).read(TEXT))
        .isInstanceOf(MalformedException.class)
        .hasMessage("the value is one piece, named value, and has no field day");
  }
}
