// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.metrics.RuleMeters;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.decoders.Rows;
import dev.sluice.decoders.json.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {
  /** A property, a record that keeps to it, one that does not, and the rule that it breaks. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'required':true | {'a':0} | {'b':0} | a.required",
        "'required':true | {'a':''} | {'a':null,'z':1} | a.required",
        "'primaryKey':true | {'a':1} | {'z':1} | a.required",
        "'logicalType':'integer' | {'a':3} | {'a':3.5} | a.logicalType",
        "'logicalType':'integer' | {'a':3.0} | {'a':'x'} | a.logicalType",
        "'logicalType':'number' | {'a':3.5} | {'a':true} | a.logicalType",
        "'logicalType':'boolean' | {'a':true} | {'a':1} | a.logicalType",
        "'logicalType':'date' | {'a':'2025-01-31'} | {'a':'2025-02-30'} | a.logicalType",
        "'logicalType':'time' | {'a':'10:00:00'} | {'a':'25:00'} | a.logicalType",
        "'logicalType':'timestamp' | {'a':'2025-01-31T10:00:00Z'} | {'a':'soon'} | a.logicalType",
        "'logicalType':'timestamp' | {'a':'2025-01-31 10:00:00.123456+01:00'} | {'a':5} | a.logicalType",
        "'logicalType':'string','logicalTypeOptions':{'minLength':2} | {'a':'äö'} | {'a':'ä'} | a.minLength",
        "'logicalType':'string','logicalTypeOptions':{'maxLength':5} | {'a':'äöüßé'} | {'a':'abcdef'} | a.maxLength",
        "'logicalType':'string','logicalTypeOptions':{'pattern':'^[A-Z]{2}$'} | {'a':'DE'} | {'a':'de'} | a.pattern",
        "'logicalType':'integer','logicalTypeOptions':{'minimum':0} | {'a':0} | {'a':-1} | a.minimum",
        "'logicalType':'number','logicalTypeOptions':{'maximum':9.99} | {'a':9.99} | {'a':9.991} | a.maximum",
        "'logicalType':'number','logicalTypeOptions':{'exclusiveMinimum':0} | {'a':0.1} | {'a':0} | a.exclusiveMinimum",
        "'logicalType':'integer','logicalTypeOptions':{'exclusiveMaximum':5} | {'a':4} | {'a':5} | a.exclusiveMaximum",
        "'logicalType':'integer','logicalTypeOptions':{'multipleOf':5} | {'a':10} | {'a':11} | a.multipleOf",
        "'logicalType':'date','logicalTypeOptions':{'minimum':'2025-01-01'} | {'a':'2025-01-01'} | {'a':'2024-12-31'} | a.minimum",
        "'logicalType':'timestamp','logicalTypeOptions':{'maximum':'2025-01-01T00:00:00Z'} | {'a':'2025-01-01T01:00:00+01:00'} | {'a':'2025-01-01T00:00:01Z'} | a.maximum",
        "'quality':[{'metric':'nullValues','mustBe':0}] | {'a':1} | {'z':1} | a.nullValues",
        "'quality':[{'metric':'invalidValues','mustBe':0,'arguments':{'validValues':['x',3]}}] | {'a':'x'} | {'a':'y'} | a.validValues",
        "'quality':[{'metric':'invalidValues','mustBe':0,'arguments':{'validValues':['x',3]}}] | {'a':3} | {'a':4} | a.validValues",
        "'quality':[{'rule':'invalidValues','mustBe':0,'arguments':{'pattern':'@'}}] | {'a':'a@b'} | {'a':'b'} | a.pattern",
      })
  void judgesEachRecordByItself(String property, String good, String bad, String rule) {
    Contract contract = judged(property, good, bad, rule);
    // and whatever other records are beside it: they change the columns' types
    for (String other : List.of("{'a':'text'}", "{'a':1}", "{'a':1.5}", "{'a':true}", "{'b':1}")) {
      assertThat(rejected(contract, good, other)).as("beside " + other).doesNotContainKey(0L);
      assertThat(rejected(contract, other, bad)).as("beside " + other).containsKey(1L);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'logicalType':'string' | {'a':'x'} | {'a':{'b':1}} | a.logicalType",
        "'logicalType':'object' | {'a':{'b':1}} | {'a':[1]} | a.logicalType",
        "'logicalType':'array' | {'a':[1]} | {'a':{'b':1}} | a.logicalType",
        "'logicalType':'array','logicalTypeOptions':{'maxItems':1} | {'a':[1]} | {'a':[1,2]} | a.maxItems",
        "'logicalType':'array','logicalTypeOptions':{'minItems':1} | {'a':[1]} | {'a':[]} | a.minItems",
        "'properties':[{'name':'b','required':true}] | {'a':{'b':1}} | {'a':{'c':1}} | a.b.required",
        "'properties':[{'name':'b','required':true}] | {'a':null,'z':1} | {'a':{'b':null,'c':1}} | a.b.required",
        "'properties':[{'name':'b','logicalType':'integer'}] | {'a':{'c':1}} | {'a':{'b':'x'}} | a.b.logicalType",
      })
  void judgesParts(String property, String good, String bad, String rule) {
    judged(property, good, bad, rule);
  }

  private static Contract judged(String property, String good, String bad, String rule) {
    Contract contract = contract("{'name':'a'," + property + "}", Violation.REJECT);
    assertThat(rejected(contract, good)).isEmpty();
    assertThat(rejected(contract, bad).get(0L)).contains("rule " + rule + " of contract c");
    return contract;
  }

  @Test
  void tellsFieldValueRuleAndContract() {
    Contract contract =
        contract(
            "{'name':'a','logicalType':'integer','logicalTypeOptions':{'minimum':0}}",
            Violation.REJECT);
    assertThat(rejected(contract, "{'a':-1}"))
        .isEqualTo(Map.of(0L, "the field a is -1: this breaks the rule a.minimum of contract c"));
  }

  @Test
  void rejectedRecordsHaveNoSayInTheTypes() {
    Contract contract = contract("{'name':'a','logicalType':'integer'}", Violation.REJECT);
    RuleMeters meters = meters(contract);
    Rows rows =
        Rows.of(
            new ContractFormat(new JsonFormat(), contract, meters),
            values("{'a':1}", "{'a':'x'}", "oops", "{'a':2.5}", "{'a':3}"));
    assertThat(rows.type("a")).isEqualTo(Types.LongType.get());
    assertThat(rows.column("a")).containsExactly(1L, 3L);
    assertThat(rows.rejected()).containsOnlyKeys(1L, 2L, 3L);
    assertThat(rows.rejected().get(1L)).contains("rule a.logicalType");
    assertThat(rows.rejected().get(3L)).contains("rule a.logicalType");
    assertThat(meters.count("a.logicalType")).isEqualTo(2);
  }

  @Test
  void warnsAndGoesOn() {
    Contract contract =
        contract(
            "{'name':'a','required':true,'quality':[{'metric':'invalidValues','mustBe':0,"
                + "'severity':'warning','arguments':{'validValues':['x']}}]}",
            Violation.REJECT);
    RuleMeters meters = meters(contract);
    Rows rows =
        Rows.of(
            new ContractFormat(new JsonFormat(), contract, meters),
            values("{'a':'x'}", "{'a':'y'}", "{'z':1}"));
    assertThat(rows.column("a")).containsExactly("x", "y");
    assertThat(rows.rejected()).containsOnlyKeys(2L);
    assertThat(meters.count("a.validValues")).isEqualTo(1);
    assertThat(meters.count("a.required")).isEqualTo(1);
  }

  @Test
  void countsARecordOnceThatIsReadAgainToBeSorted() throws Exception {
    Contract contract =
        contract(
            "{'name':'a','logicalType':'integer','logicalTypeOptions':{'minimum':0}}",
            Violation.WARN);
    RuleMeters meters = meters(contract);
    Gathered records =
        new Gathered(
            new TopicPartition("t", 0), new TablePartition("t", ""), new MemoryBudget(1 << 20));
    for (byte[] value : values("{'a':1}", "{'a':-1}")) {
      records.add(new Envelope(records.source(), records.records(), 0, null, value, List.of()));
    }
    Decoder decoder = new ContractFormat(new JsonFormat(), contract, meters).newDecoder();
    ColumnBatch batch = new ColumnBatch(decoder.type(records), 8);
    Decoder.Reader reader = decoder.reader(batch);
    for (int pass = 0; pass < 2; pass++) {
      Gathered.Cursor cursor = records.cursor();
      while (cursor.next()) {
        reader.read(cursor.bytes(), cursor.valueAt(), cursor.valueLength());
        batch.endRow(cursor.offset(), cursor.timestamp());
      }
    }
    assertThat(meters.count("a.minimum")).isEqualTo(1);
  }

  @Test
  void stops() {
    Contract contract = contract("{'name':'a','required':true}", Violation.STOP);
    assertThatThrownBy(() -> rejected(contract, "{'z':1}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("a.required")
        .hasMessageContaining("stop");
  }

  @Test
  void readsObjectivesAndTheKey() {
    Contract contract =
        ContractReader.read(
            json(
                "{'kind':'DataContract','apiVersion':'v3.1.0','id':'c','slaProperties':"
                    + "[{'property':'latency','value':1.5,'unit':'m','element':'t.a'}],'schema':[{'name':'t',"
                    + "'quality':[{'metric':'rowCount','mustBeGreaterThan':10},{'type':'text','description':'x'}],"
                    + "'properties':[{'name':'b','primaryKey':true,'primaryKeyPosition':2},"
                    + "{'name':'a','primaryKey':true,'primaryKeyPosition':1}]}]}"),
            "t",
            Violation.REJECT);
    assertThat(contract.key()).containsExactly("a", "b");
    assertThat(contract.objectives())
        .containsExactlyInAnyOrder(
            new Objective("latency", Objective.Measure.FRESHNESS_MS, 0, 90_000),
            new Objective("rowCount", Objective.Measure.ROWS, 11, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name':'a','logicalType':'string','logicalTypeOptions':{'format':'email'}} | logicalTypeOptions.format",
        "{'name':'a','logicalType':'money'} | no type 'money'",
        "{'name':'a','logicalType':'string','logicalTypeOptions':{'minimum':1}} | not kept for values of type string",
        "{'name':'a','logicalType':'string','logicalTypeOptions':{'pattern':'('}} | pattern",
        "{'name':'a','quality':[{'type':'sql','query':'SELECT 1','mustBe':0}]} | quality[0].query",
        "{'name':'a','quality':[{'metric':'nullValues','mustBeLessThan':5}]} | mustBe: 0",
        "{'name':'a','quality':[{'metric':'averageValue','mustBe':0}]} | averageValue",
        "{'name':'a','items':{'required':true}} | properties[0].items.required",
        "{'name':'a','unqiue':true} | schema[0].properties[0].unqiue",
        "{'logicalType':'string'} | needs a name",
      })
  void refusesWhatItDoesNotKeepByName(String property, String named) {
    assertThatThrownBy(() -> contract(property, Violation.REJECT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(named);
  }

  @Test
  void refusesOtherAgreementsAndDocuments() {
    assertThatThrownBy(
            () ->
                ContractReader.read(
                    json(
                        "{'kind':'DataContract','apiVersion':'v3.1.0','schema':[{'name':'t'},{'name':'u'}],"
                            + "'slaProperties':[{'property':'retention','value':3,'unit':'y'}]}"),
                    "v",
                    Violation.WARN))
        .hasMessageContaining("'retention' is not kept")
        .hasMessageContaining("no part with the name v");
    assertThatThrownBy(() -> ContractReader.read("{}", "t", Violation.WARN))
        .hasMessageContaining("kind DataContract");
  }

  private static Contract contract(String property, Violation violation) {
    return ContractReader.read(
        json(
            "{'kind':'DataContract','apiVersion':'v3.1.0','id':'c','schema':[{'name':'t','properties':["
                + property
                + "]}]}"),
        "t",
        violation);
  }

  private static Map<Long, String> rejected(Contract contract, String... records) {
    return Rows.of(
            new ContractFormat(new JsonFormat(), contract, meters(contract)), values(records))
        .rejected();
  }

  private static RuleMeters meters(Contract contract) {
    return new RuleMeters(contract.rules().stream().map(Rule::name).distinct().toList());
  }

  private static List<byte[]> values(String... records) {
    return Arrays.stream(records).map(r -> json(r).getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
