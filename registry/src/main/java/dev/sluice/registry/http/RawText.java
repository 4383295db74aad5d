// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.http;

/** An answer that is sent as it is: a bare schema is JSON already. */
record RawText(String text) {}
