// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.record;

/** One Kafka header, its value as it came (null allowed). */
public record Header(String name, byte[] value) {}
