// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import java.util.List;
import java.util.Map;

/** Rows that came out, and reasons of records that were rejected. */
record Outcome(List<Map<String, String>> rows, List<String> rejects) {}
