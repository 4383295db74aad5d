// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.avro;

import dev.sluice.core.failure.MalformedException;

/** Reads one value of one writer schema: appends it to its column, or steps over it. */
abstract class Step {
  abstract void run(AvroInput in) throws MalformedException;
}
