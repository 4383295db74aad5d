// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.compatibility.Definition;
import dev.sluice.registry.compatibility.Side;
import dev.sluice.registry.failure.RegistryException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One row per rule of the table in docs/schemas.md, read in both directions. */
final class JsonRulesTest {
  private final JsonLanguage json = new JsonLanguage();

  /**
   * The second schema allows all that the first allows; the other way round it does not, for the
   * reason given ("-": it does as well).
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer'} | {'type':'number'} | TYPE_NARROWED",
        "{'type':'string'} | {'type':['string','null']} | TYPE_NARROWED",
        "{'type':'string'} | true | TYPE_NARROWED",
        "{'type':'string'} | {'title':'any'} | TYPE_NARROWED",
        "false | {'type':'string'} | SCHEMA_NARROWED",
        "{'enum':['a']} | {'enum':['a','b']} | ENUM_ARRAY_NARROWED",
        "{'type':'string','enum':['a']} | {'type':'string'} | ENUM_ARRAY_NARROWED",
        "{'const':1} | {'enum':[1,2]} | ENUM_ARRAY_NARROWED",
        "{'type':'string','maxLength':5} | {'type':'string','maxLength':6} | MAX_LENGTH_DECREASED",
        "{'type':'string','maxLength':5} | {'type':'string'} | MAX_LENGTH_ADDED",
        "{'type':'string','minLength':5} | {'type':'string','minLength':4} | MIN_LENGTH_INCREASED",
        "{'type':'string','pattern':'a'} | {'type':'string'} | PATTERN_ADDED",
        "{'type':'number','maximum':5} | {'type':'number','maximum':5.5} | MAXIMUM_DECREASED",
        "{'type':'number','minimum':5} | {'type':'number'} | MINIMUM_ADDED",
        "{'type':'number','exclusiveMaximum':5} | {'type':'number','exclusiveMaximum':6} | EXCLUSIVE_MAXIMUM_DECREASED",
        "{'type':'integer','multipleOf':6} | {'type':'integer','multipleOf':3} | MULTIPLE_OF_CHANGED",
        "{'type':'object','required':['a']} | {'type':'object'} | REQUIRED_ATTRIBUTE_ADDED",
        "{'type':'object','additionalProperties':false} | {'type':'object'} | ADDITIONAL_PROPERTIES_REMOVED",
        "{'type':'object','additionalProperties':{'type':'string'}} | {'type':'object','additionalProperties':{'type':['string','null']}} | ADDITIONAL_PROPERTIES_NARROWED",
        "{'type':'object','properties':{'a':{'type':'string'}}} | {'type':'object'} | PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL",
        "{'type':'object','additionalProperties':false} | {'type':'object','additionalProperties':false,'properties':{'a':{'type':'string'}}} | PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL",
        "{'type':'object','additionalProperties':{'type':'string'},'properties':{'a':{'type':'string'}}} | {'type':'object','additionalProperties':{'type':'string'}} | -",
        "{'type':'object','maxProperties':2} | {'type':'object'} | MAX_PROPERTIES_ADDED",
        "{'type':'object','patternProperties':{'x':{'type':'string'}}} | {'type':'object'} | PATTERN_PROPERTIES_ADDED",
        "{'type':'array','items':{'type':'integer'}} | {'type':'array','items':{'type':'number'}} | TYPE_NARROWED",
        "{'type':'array','items':{'type':'integer'}} | {'type':'array'} | TYPE_NARROWED",
        "{'type':'array','prefixItems':[{'type':'integer'}]} | {'type':'array'} | TYPE_NARROWED",
        "{'type':'array','items':[{'type':'integer'}],'additionalItems':false} | {'type':'array','items':[{'type':'number'}],'additionalItems':false} | TYPE_NARROWED",
        "{'type':'array','maxItems':2} | {'type':'array','maxItems':3} | MAX_ITEMS_DECREASED",
        "{'type':'array','uniqueItems':true} | {'type':'array'} | UNIQUE_ITEMS_ADDED",
        "{'oneOf':[{'type':'null'},{'type':'string'}]} | {'oneOf':[{'type':'string'},{'type':'integer'},{'type':'null'}]} | SUM_TYPE_NARROWED",
        "{'type':'string'} | {'anyOf':[{'type':'null'},{'type':'string'}]} | TYPE_NARROWED",
        "{'type':['string','null']} | {'oneOf':[{'type':'null'},{'type':'string'}]} | -",
        "{'allOf':[{'type':'string'},{'maxLength':3}]} | {'type':'string','maxLength':4} | MAX_LENGTH_DECREASED",
        "{'not':{'type':'string'},'type':'integer'} | {'type':'integer'} | NOT_CHANGED",
        "{'$ref':'#/definitions/n','definitions':{'n':{'type':'integer'}}} | {'$ref':'#/$defs/m','$defs':{'m':{'type':'number'}}} | TYPE_NARROWED",
        "{'type':'string','description':'old'} | {'type':'string','title':'new'} | -",
        "{'type':'string','format':'date'} | {'type':'string'} | -",
      })
  void allowsMoreNeverLess(String narrow, String wide, String reason) {
    assertThat(problems(wide, narrow)).isEmpty();
    if (reason.equals("-")) {
      assertThat(problems(narrow, wide)).isEmpty();
    } else {
      assertThat(problems(narrow, wide)).contains(reason);
    }
  }

  @Test
  void namesThePathAndBothSides() {
    String old =
        "{'type':'object','properties':{'at':{'type':'object','properties':{'x':{'type':'number'}}}}}";
    String fresh = old.replace("number", "integer");
    assertThat(json.problems(side(fresh, "new"), side(old, "old")).get(0).text())
        .isEqualTo(
            "{errorType:'TYPE_NARROWED', description:'At path '#/properties/at/properties/x' the new"
                + " schema takes [integer], the old schema allows [number]'}");
  }

  @Test
  void aRequiredPropertyWithADefaultMayBeAdded() {
    String old = "{'type':'object','additionalProperties':false}";
    String fresh =
        "{'type':'object','additionalProperties':false,'required':['a'],"
            + "'properties':{'a':{'type':'string','default':''}}}";
    assertThat(problems(fresh, old)).isEmpty();
  }

  @Test
  void comparesTreesThatContainThemselves() {
    String tree = "{'type':'object','properties':{'next':{'$ref':'#'},'n':{'type':'%s'}}}";
    assertThat(problems(tree.formatted("number"), tree.formatted("integer"))).isEmpty();
    assertThat(problems(tree.formatted("integer"), tree.formatted("number")))
        .contains("TYPE_NARROWED");
  }

  @Test
  void readsWhatIsImported() {
    Definition refers =
        new Definition(
            text("{'type':'object','properties':{'by':{'$ref':'customer.json#/definitions/c'}}}"),
            Map.of("customer.json", text("{'definitions':{'c':{'type':'string'}}}")));
    assertThat(json.canonical(refers, false)).contains("customer.json");
    assertThat(
            json.problems(
                new Side(refers, "new"),
                side("{'type':'object','properties':{'by':{'type':'integer'}}}", "old")))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "3",
        "{'type':'text'}",
        "{'properties':[]}",
        "{'$ref':'#/definitions/none'}",
        "{'type':'string','pattern':'('}",
        "{'properties':{'a':3}}",
        "{'maxLength':'long'}",
        "{'$ref':'#'}",
      })
  void refusesWhatIsNoSchema(String schema) {
    Definition given = new Definition(text(schema), Map.of());
    assertThatThrownBy(() -> json.canonical(given, false))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("Invalid JSON Schema");
  }

  @Test
  void normalizesTheOrderOfProperties() {
    Definition one = new Definition(text("{'type':'string', 'title':'t'}"), Map.of());
    assertThat(json.canonical(one, false)).isEqualTo(text("{'type':'string','title':'t'}"));
    assertThat(json.canonical(one, true)).isEqualTo(text("{'title':'t','type':'string'}"));
  }

  private List<String> problems(String reader, String writer) {
    return json.problems(side(reader, "new"), side(writer, "old")).stream()
        .map(problem -> problem.type())
        .toList();
  }

  private static Side side(String schema, String name) {
    return new Side(new Definition(text(schema), Map.of()), name);
  }

  private static String text(String schema) {
    return schema.replace('\'', '"');
  }
}
