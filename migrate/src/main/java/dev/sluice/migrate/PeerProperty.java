// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import dev.sluice.core.settings.Setting;

/**
 * A property of another connector.
 *
 * @param setting its name, kind, default and meaning there
 * @param rule what becomes of it here
 */
record PeerProperty(Setting<?> setting, Rule rule) {}
