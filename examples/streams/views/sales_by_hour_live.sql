-- emit: topic sales_by_hour
-- Cancellations have negative quantities, so the sums are net.
SELECT date_trunc('hour', ordered_at) AS hour,
       country,
       count(*) AS orders,
       sum(quantity) AS quantity,
       sum(quantity * unit_price) AS revenue
FROM orders
GROUP BY 1, 2
