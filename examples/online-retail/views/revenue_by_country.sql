-- Cancelled lines have negative quantities, so the sums are net.
SELECT "Country" AS country,
       count(*) AS line_count,
       sum("Quantity") AS quantity,
       sum("Quantity" * "UnitPrice") AS revenue
FROM lines
GROUP BY 1
