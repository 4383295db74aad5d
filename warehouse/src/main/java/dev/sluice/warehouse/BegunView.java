// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.Renewal;

/**
 * A view's next generation, which is made while the one before is kept.
 *
 * @param renewal the statements that make it
 */
record BegunView(Generation generation, Renewal renewal) {}
