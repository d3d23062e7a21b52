-- How well a row matches a query, in millionths: an integer, as a cursor must compare equal to what was read; a float as text need not. What has no
-- time yet, which views show as the year 9999, is as new as what was written in 2020.
create function quire_search.relevance(search tsvector, query tsquery, at timestamptz) returns bigint
language sql immutable parallel safe as $$
  select (
    ts_rank(search, query, 1)
    * quire_search.freshness(case when at < timestamptz '9000-01-01 00:00+00' then at end)
    * 1000000
  )::bigint
$$;
