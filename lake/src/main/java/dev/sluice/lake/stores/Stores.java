// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which store keeps a table: its location's scheme tells, and a folder has none. */
public final class Stores {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");

  private final List<StoreProvider> providers;

  public Stores(List<StoreProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  /** {@code s3} of {@code s3://bucket/orders}; empty for a folder. */
  public static Optional<String> scheme(String location) {
    Matcher matcher = SCHEME.matcher(location);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Whether there is a store for a location. */
  public boolean keeps(String location) {
    return scheme(location).map(scheme -> provider(scheme).isPresent()).orElse(true);
  }

  /** How locations begin that are not folders, one spelling for each kind of store. */
  public List<String> schemes() {
    return providers.stream().map(provider -> provider.schemes().get(0) + "://").toList();
  }

  private Optional<StoreProvider> provider(String scheme) {
    return providers.stream().filter(provider -> provider.schemes().contains(scheme)).findFirst();
  }

  /**
   * Opens the store of a table.
   *
   * @throws RefusedException if no store has the location's scheme, or its store refuses the
   *     location
   */
  public Store open(String location, Settings settings) {
    Optional<String> scheme = scheme(location);
    if (scheme.isEmpty()) {
      return new LocalStore(Path.of(location));
    }
    return provider(scheme.get()).orElseThrow(() -> unknown(location)).open(location, settings);
  }

  private RefusedException unknown(String location) {
    return new RefusedException(
        "no store keeps the location "
            + location
            + "; write a folder, or a location that begins with one of "
            + schemes());
  }
}
