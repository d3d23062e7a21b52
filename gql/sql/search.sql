-- name: search
-- The matches of $1 among kinds $2, best first: $3 rows after (score $4, kind $5, id $6), before ($7, $8, $9), backwards if $10.
-- "materialized": the words become a tsquery once, rather than once for each of the four tables.
-- The score is an integer of millionths, as a cursor must compare equal to what was read; a float as text need not.
-- Both directions are one statement: the case expressions are all null, and so sort nothing, unless backwards.
with query as materialized (
  select search_query($1) as query
), found as (
  select 'POST' as kind, p.id, (ts_rank(p.search, q.query, 1) * 1000000)::bigint as score
  from query q
  join post p on p.search @@ q.query and p.is_listed
  where 'POST' = any($2::text[])
  union all
  select 'PAGE', p.id, (ts_rank(p.search, q.query, 1) * 1000000)::bigint
  from query q
  join page p on p.search @@ q.query and p.is_listed
  where 'PAGE' = any($2::text[])
  union all
  select 'COMMENT', c.id, (ts_rank(c.search, q.query, 1) * 1000000)::bigint
  from query q
  join comment c on c.search @@ q.query and c.is_listed
  where 'COMMENT' = any($2::text[])
  union all
  select 'AUTHOR', a.id, (ts_rank(a.search, q.query, 1) * 1000000)::bigint
  from query q
  join author a on a.search @@ q.query
  where 'AUTHOR' = any($2::text[])
)
select f.kind, f.id, f.score
from found f
where ($4::bigint is null or (f.score, f.kind, f.id) < ($4, $5::text, $6::bigint))
  and ($7::bigint is null or (f.score, f.kind, f.id) > ($7, $8::text, $9::bigint))
order by
  case when $10::boolean then f.score end,
  case when $10 then f.kind end,
  case when $10 then f.id end,
  f.score desc,
  f.kind desc,
  f.id desc
limit $3

-- name: search_total
-- The number of matches of $1 among kinds $2.
with query as materialized (
  select search_query($1) as query
)
select (
  select count(*) from query q join post p on p.search @@ q.query and p.is_listed where 'POST' = any($2::text[])
) + (
  select count(*) from query q join page p on p.search @@ q.query and p.is_listed where 'PAGE' = any($2::text[])
) + (
  select count(*) from query q join comment c on c.search @@ q.query and c.is_listed where 'COMMENT' = any($2::text[])
) + (
  select count(*) from query q join author a on a.search @@ q.query where 'AUTHOR' = any($2::text[])
) as total

-- name: search_highlights
-- Fragments of each text (kinds $2, ids $3) around the words of $1, each match between U+E000 and U+E001.
-- Private-use characters, not tags: the text is escaped afterwards, and only then do marks replace them.
with query as materialized (
  select search_query($1) as query
)
select k.kind, k.id, ts_headline(
  'english', coalesce(p.content_text, g.content_text, c.content_text, a.bio_text, ''), q.query,
  U&'StartSel="\E000", StopSel="\E001", MaxFragments=2, MaxWords=25, MinWords=8, FragmentDelimiter=" … "'
) as highlight
from unnest($2::text[], $3::bigint[]) as k (kind, id)
cross join query q
left join post p on k.kind = 'POST' and p.id = k.id
left join page g on k.kind = 'PAGE' and g.id = k.id
left join comment c on k.kind = 'COMMENT' and c.id = k.id
left join author a on k.kind = 'AUTHOR' and a.id = k.id
