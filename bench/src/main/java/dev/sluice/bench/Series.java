// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The results of several rounds: of each contender the least and the median, and the margin. */
final class Series {
  /** By contender, then by number of records. */
  private final Map<String, SortedMap<Long, List<Double>>> cpu = new LinkedHashMap<>();

  /**
   * What a contender costs.
   *
   * @param least CPU seconds per million records between the fewer and the more, from the least of
   *     each
   * @param median the same from the medians
   */
  record Margin(double least, double median) {}

  void add(Result result) {
    cpu.computeIfAbsent(result.contender(), name -> new TreeMap<>())
        .computeIfAbsent(result.records(), records -> new ArrayList<>())
        .add(result.cpu());
  }

  void print(PrintStream out) {
    cpu.forEach(
        (contender, bySize) -> {
          bySize.forEach(
              (records, seconds) ->
                  out.printf(
                      "%-28s %,10d records: least %.2f, median %.2f CPU s of %d runs%n",
                      contender, records, least(seconds), median(seconds), seconds.size()));
          Margin margin = margin(contender);
          out.printf(
              "%-28s marginal: least %.2f, median %.2f CPU s/M%n",
              contender, margin.least(), margin.median());
        });
  }

  /** Of a contender that has run over two numbers of records. */
  Margin margin(String contender) {
    SortedMap<Long, List<Double>> bySize = cpu.get(contender);
    List<Double> fewer = bySize.get(bySize.firstKey());
    List<Double> more = bySize.get(bySize.lastKey());
    double millions = (bySize.lastKey() - bySize.firstKey()) / 1e6;
    return new Margin(
        (least(more) - least(fewer)) / millions, (median(more) - median(fewer)) / millions);
  }

  /** What {@code contender} costs in terms of {@code other}, and whether that is what is wanted. */
  void compare(PrintStream out, String contender, String other, double most) {
    Margin own = margin(contender);
    Margin its = margin(other);
    out.printf(
        "%s costs %.2f (least) and %.2f (median) times %s; wanted: at most %.2f%n",
        contender, own.least() / its.least(), own.median() / its.median(), other, most);
  }

  private static double least(List<Double> seconds) {
    return seconds.stream().mapToDouble(s -> s).min().orElseThrow();
  }

  private static double median(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
