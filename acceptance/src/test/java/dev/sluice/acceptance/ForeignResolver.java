// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.ParsedSchemaImpl;
import io.apicurio.registry.resolver.SchemaLookupResult;
import io.apicurio.registry.resolver.SchemaParser;
import io.apicurio.registry.resolver.SchemaResolver;
import io.apicurio.registry.resolver.data.Record;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.resolver.strategy.ArtifactReferenceResolverStrategy;
import io.apicurio.registry.rest.client.RegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.Schema;
import org.springframework.cloud.stream.schema.registry.client.ConfluentSchemaRegistryClient;

/**
 * Lets Apicurio's serializers, which speak to Apicurio's own interface, find schemas by another
 * project's client of the interface that this registry has.
 */
public final class ForeignResolver implements SchemaResolver<Schema, Object> {
  /** Where the registry is. */
  static final String URL = "test.registry.url";

  /** The subject of what is written. */
  static final String SUBJECT = "test.subject";

  private final ConfluentSchemaRegistryClient client = new ConfluentSchemaRegistryClient();
  private SchemaParser<Schema, Object> parser;
  private String subject;

  @Override
  public void configure(Map<String, ?> settings, SchemaParser<Schema, Object> schemaParser) {
    parser = schemaParser;
    subject = String.valueOf(settings.get(SUBJECT));
    client.setEndpoint(String.valueOf(settings.get(URL)));
  }

  @Override
  public SchemaLookupResult<Schema> resolveSchema(Record<Object> data) {
    ParsedSchema<Schema> schema = parser.getSchemaFromData(data);
    String text = schema.getParsedSchema().toString();
    return result(client.register(subject, "avro", text).getId(), schema.getParsedSchema());
  }

  @Override
  public SchemaLookupResult<Schema> resolveSchemaByArtifactReference(ArtifactReference reference) {
    Long id = reference.getContentId() == null ? reference.getGlobalId() : reference.getContentId();
    return result(id.intValue(), new Schema.Parser().parse(client.fetch(id.intValue())));
  }

  private static SchemaLookupResult<Schema> result(int id, Schema schema) {
    ParsedSchema<Schema> parsed =
        new ParsedSchemaImpl<Schema>()
            .setParsedSchema(schema)
            .setRawSchema(schema.toString().getBytes(StandardCharsets.UTF_8));
    return SchemaLookupResult.<Schema>builder()
        .parsedSchema(parsed)
        .contentId(id)
        .globalId(id)
        .build();
  }

  @Override
  public SchemaParser<Schema, Object> getSchemaParser() {
    return parser;
  }

  @Override
  public void setClient(RegistryClient unused) {}

  @Override
  public void setArtifactResolverStrategy(
      ArtifactReferenceResolverStrategy<Schema, Object> unused) {}

  @Override
  public void reset() {}

  @Override
  public void close() {}
}
