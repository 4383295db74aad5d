-- Sales per country and minute. Cancellations have negative quantities, so the sums are net.
SELECT date_trunc('minute', ordered_at) AS ordered_minute,
       country,
       count(*) AS orders,
       sum(quantity) AS quantity,
       sum(quantity * unit_price) AS revenue
FROM orders
GROUP BY 1, 2
