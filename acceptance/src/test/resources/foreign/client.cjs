// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0

// The client of Confluent's interface for JavaScript, on a registry of ours.
// client.cjs write URL   registers a schema of each kind and prints values, as lines: topic, base64.
// client.cjs read URL    reads such lines from the standard input and prints each value as JSON.
const {
  AvroDeserializer,
  AvroSerializer,
  JsonDeserializer,
  JsonSerializer,
  ProtobufDeserializer,
  ProtobufSerializer,
  SchemaRegistryClient,
  SerdeType,
} = require('@confluentinc/schemaregistry');
const { create, createFileRegistry } = require('@bufbuild/protobuf');
const {
  FieldDescriptorProto_Label: Label,
  FieldDescriptorProto_Type: Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} = require('@bufbuild/protobuf/wkt');

const LATEST = { useLatestVersion: true };

function print(topic, bytes) {
  console.log(topic, Buffer.from(bytes).toString('base64'));
}

async function writeAvro(client) {
  const schema = {
    type: 'record',
    name: 'Click',
    fields: [
      { name: 'id', type: 'long' },
      { name: 'page', type: 'string' },
    ],
  };
  await client.register('clicks-value', { schemaType: 'AVRO', schema: JSON.stringify(schema) });
  const serializer = new AvroSerializer(client, SerdeType.VALUE, LATEST);
  print('clicks', await serializer.serialize('clicks', { id: 1, page: '/start' }));
}

async function writeJson(client) {
  const schema = {
    title: 'Cart',
    type: 'object',
    properties: { id: { type: 'integer' }, item: { type: 'string' } },
    required: ['id'],
  };
  await client.register('carts-value', { schemaType: 'JSON', schema: JSON.stringify(schema) });
  const serializer = new JsonSerializer(client, SerdeType.VALUE, { ...LATEST, validate: true });
  print('carts', await serializer.serialize('carts', { id: 2, item: 'book' }));
}

/** The second message of its file, so that its index is no plain zero. */
async function writeProtobuf(client) {
  const field = (name, number, type) => ({ name, number, type, label: Label.OPTIONAL, jsonName: name });
  const file = create(FileDescriptorProtoSchema, {
    name: 'payment.proto',
    package: 'shop',
    syntax: 'proto3',
    messageType: [
      { name: 'Other' },
      { name: 'Payment', field: [field('id', 1, Type.INT64), field('method', 2, Type.STRING)] },
    ],
  });
  const known = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
  const payment = known.getMessage('shop.Payment');
  const serializer = new ProtobufSerializer(client, SerdeType.VALUE, { autoRegisterSchemas: true });
  serializer.registry.add(payment.file);
  serializer.registry.add(payment);
  const value = create(payment, { id: 3n, method: 'card' });
  print('payments', await serializer.serialize('payments', value));
}

async function read(client) {
  const deserializers = {
    avro: new AvroDeserializer(client, SerdeType.VALUE, {}),
    json: new JsonDeserializer(client, SerdeType.VALUE, {}),
    protobuf: new ProtobufDeserializer(client, SerdeType.VALUE, {}),
  };
  const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n');
  for (const line of lines) {
    const [topic, value] = line.split(' ');
    const row = await deserializers[topic].deserialize(topic, Buffer.from(value, 'base64'));
    console.log(JSON.stringify(row, (key, part) => (typeof part === 'bigint' ? Number(part) : part)));
  }
}

async function main() {
  const client = new SchemaRegistryClient({ baseURLs: [process.argv[3]] });
  if (process.argv[2] === 'read') {
    await read(client);
  } else {
    await writeAvro(client);
    await writeJson(client);
    await writeProtobuf(client);
  }
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
