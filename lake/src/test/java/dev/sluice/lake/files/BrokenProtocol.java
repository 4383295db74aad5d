// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Leftover;
import dev.sluice.lake.stores.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Protocols with one mistake each, every one of which has looked right to somebody. */
enum BrokenProtocol implements Protocol {
  /** Files first, then the manifest that lists them. */
  PUBLISHES_BEFORE_THE_MANIFEST {
    @Override
    public Destination<StagedFile> over(UnreliableStore store, String owner) {
      return new AlteredDestination(Protocol.shipped(store, owner)) {
        @Override
        public void commit(Commit<StagedFile> commit) {
          for (StagedFile.FileEntry file : entries(commit.staged())) {
            attempt(() -> store.publish(file.target(), file.token()));
          }
          super.commit(commit);
        }
      };
    }
  },

  /** Whoever writes a manifest last has written it. */
  OVERWRITES_MANIFESTS {
    @Override
    public Destination<StagedFile> over(UnreliableStore store, String owner) {
      AlteredStore overwriting =
          new AlteredStore(store) {
            @Override
            public boolean putIfAbsent(Location location, byte[] content) throws IOException {
              store.put(location, content);
              return true;
            }
          };
      return Protocol.shipped(overwriting, owner);
    }
  },

  /** Reads where to resume, but tells nobody that it has taken over. */
  DOES_NOT_CLAIM {
    @Override
    public Destination<StagedFile> over(UnreliableStore store, String owner) {
      AlteredStore silent =
          new AlteredStore(store) {
            @Override
            public boolean putIfAbsent(Location location, byte[] content) throws IOException {
              boolean claim =
                  new String(content, StandardCharsets.UTF_8).contains("\"kind\" : \"CLAIM\"");
              return claim || store.putIfAbsent(location, content);
            }
          };
      return Protocol.shipped(silent, owner);
    }
  },

  /** Looks for leftovers after the claim, and finds what the next owner has staged since. */
  SWEEPS_WHAT_OTHERS_HAVE_STAGED {
    @Override
    public Destination<StagedFile> over(UnreliableStore store, String owner) {
      return new AlteredDestination(Protocol.shipped(store, owner)) {
        @Override
        public Map<TopicPartition, Long> open(Collection<TopicPartition> partitions) {
          Map<TopicPartition, Long> positions = super.open(partitions);
          Layout layout = new Layout(Simulation.PIPELINE, Simulation.NAMING, ".txt");
          partitions.forEach(p -> attempt(() -> sweep(store, layout.staged(p), owner)));
          return positions;
        }
      };
    }
  },

  /** Throws away the files of a commit that was not answered, which may have gone through. */
  DISCARDS_WHAT_MAY_BE_COMMITTED {
    @Override
    public Destination<StagedFile> over(UnreliableStore store, String owner) {
      return new AlteredDestination(Protocol.shipped(store, owner)) {
        @Override
        public void discard(List<StagedFile> staged) {
          try {
            entries(staged).forEach(file -> attempt(() -> store.drop(file.target(), file.token())));
          } catch (UnavailableException e) {
            // Discarding does not throw.
          }
        }
      };
    }
  },

  /** Takes a manifest that was not answered for written. */
  TAKES_SILENCE_FOR_YES {
    @Override
    public Destination<StagedFile> over(UnreliableStore store, String owner) {
      AlteredStore hopeful =
          new AlteredStore(store) {
            @Override
            public boolean putIfAbsent(Location location, byte[] content) {
              try {
                return store.putIfAbsent(location, content);
              } catch (IOException e) {
                return true;
              }
            }
          };
      return Protocol.shipped(hopeful, owner);
    }
  },

  /** Leaves what a crashed owner has listed but not published. */
  DOES_NOT_FINISH_THE_LAST_COMMIT {
    @Override
    public Destination<StagedFile> over(UnreliableStore store, String owner) {
      boolean[] committing = new boolean[1];
      AlteredStore lazy =
          new AlteredStore(store) {
            @Override
            public boolean publish(Location target, String token) throws IOException {
              return !committing[0] || store.publish(target, token);
            }
          };
      return new AlteredDestination(Protocol.shipped(lazy, owner)) {
        @Override
        public void commit(Commit<StagedFile> commit) {
          committing[0] = true;
          super.commit(commit);
          committing[0] = false;
        }
      };
    }
  };

  private static List<StagedFile.FileEntry> entries(List<StagedFile> staged) {
    return staged.stream().flatMap(file -> file.entry().stream()).toList();
  }

  private static void sweep(UnreliableStore store, Location folder, String owner)
      throws IOException {
    for (Leftover leftover : store.leftovers(folder, target -> true)) {
      if (!leftover.target().name().startsWith(owner)) {
        store.drop(leftover.target(), leftover.token());
      }
    }
  }
}
