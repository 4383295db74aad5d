-- Sales per country and day. Cancellations have negative quantities, so the sums are net.
SELECT date_trunc('day', ordered_at) AS ordered_day,
       country,
       count(*) AS orders,
       sum(quantity) AS quantity,
       sum(quantity * unit_price) AS revenue
FROM orders
GROUP BY 1, 2
