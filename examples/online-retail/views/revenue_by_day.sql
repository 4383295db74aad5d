-- Cancelled lines have negative quantities, so the sums are net.
SELECT date_trunc('day', "InvoiceDate") AS invoice_day,
       count(*) AS line_count,
       sum("Quantity") AS quantity,
       sum("Quantity" * "UnitPrice") AS revenue
FROM lines
GROUP BY 1
