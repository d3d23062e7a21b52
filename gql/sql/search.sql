-- name: search
-- The matches of $1 among kinds $2, best first: $3 rows after (score $4, kind $5, id $6), before ($7, $8, $9), backwards if $10, without the first $12.
-- With each row, and with one of nulls where there is none: how many matches there are, and whether that is all of them.
-- Of each kind $11 candidates are ranked and counted at most: those that the index finds first. No word is so common that all of its rows are read.
-- Of comments an index would find a very common word in nearly all: then the candidates are among the newest 20,000, read until there are enough.
-- "materialized": the words become tsqueries once, rather than once for each of the tables.
-- Both directions are one statement: the case expressions are all null, and so sort nothing, unless backwards.
with words as materialized (
  select q.query, q.candidates, 'COMMENT' = any($2::text[]) and quire_search.is_common(q.candidates) as is_common
  from (
    select r.query, quire_search.in_any_order(r.query) as candidates
    from (select quire_search.resolved($1, $2::text[]) as query offset 0) r
    offset 0
  ) q
), candidate as (
  select 'POST' as kind, p.id, p.search, p.published_at as at
  from words w
  cross join lateral (select id, search, published_at from post where search @@ w.candidates and is_listed limit $11) p
  where 'POST' = any($2::text[])
  union all
  select 'PAGE', p.id, p.search, p.listed_at
  from words w
  cross join lateral (select id, search, listed_at from page where search @@ w.candidates and is_listed limit $11) p
  where 'PAGE' = any($2::text[])
  union all
  select 'COMMENT', c.id, c.search, c.published_at
  from words w
  cross join lateral (select id, search, published_at from comment where search @@ w.candidates and is_listed limit $11) c
  where 'COMMENT' = any($2::text[]) and not w.is_common
  union all
  select 'COMMENT', c.id, c.search, c.published_at
  from words w
  cross join lateral (
    select n.id, n.search, n.published_at
    from (select id, search, published_at from comment where is_listed order by published_at desc, id desc limit 20000) n
    where n.search @@ w.candidates
    limit $11
  ) c
  where w.is_common
  union all
  select 'AUTHOR', a.id, a.search, a.joined_at
  from words w
  cross join lateral (select id, search, joined_at from author where search @@ w.candidates limit $11) a
  where 'AUTHOR' = any($2::text[])
  union all
  select k.kind, t.id, t.search, null
  from words w
  cross join unnest(array['CATEGORY', 'TAG']) as k (kind)
  cross join lateral (select id, search from found_term where search @@ w.candidates and kind = k.kind limit $11) t
  where k.kind = any($2::text[])
), found as materialized (
  select c.kind, c.id, case when c.search @@ w.query then quire_search.relevance(c.search, w.query, c.at) end as score
  from words w
  cross join candidate c
), counted as (
  select coalesce(sum(k.matches), 0)::integer as total, coalesce(bool_and(k.candidates < $11), true) as is_exact
  from (select count(*) as candidates, count(f.score) as matches from found f group by f.kind) k
), placed as (
  select f.kind, f.id, f.score, row_number() over (
    order by
      case when $10::boolean then f.score end,
      case when $10 then f.kind end,
      case when $10 then f.id end,
      f.score desc,
      f.kind desc,
      f.id desc
  ) as place
  from found f
  where f.score is not null
    and ($4::bigint is null or (f.score, f.kind, f.id) < ($4, $5::text, $6::bigint))
    and ($7::bigint is null or (f.score, f.kind, f.id) > ($7, $8::text, $9::bigint))
)
select p.kind, p.id, p.score, t.total, t.is_exact
from counted t
left join placed p on p.place > $12::bigint
order by p.place
limit $3

-- name: search_highlights
-- Fragments of each text (kinds $2, ids $3) around the words of $1, each match between U+E000 and U+E001.
-- Private-use characters, not tags: the text is escaped afterwards, and only then do marks replace them.
-- A subselect for each kind, not a join: each is one index lookup, whatever else the views of the role read.
with words as materialized (
  select quire_search.resolved($1, $2::text[]) as query, (select s.language from site s) as site_language
)
select k.kind, k.id, coalesce(quire_search.headline(t.content, $1, t.language, w.query), '') as highlight
from words w
cross join unnest($2::text[], $3::bigint[]) as k (kind, id)
left join lateral (
  select p.content_text as content, p.language from post p where k.kind = 'POST' and p.id = k.id
  union all
  select p.content_text, p.language from page p where k.kind = 'PAGE' and p.id = k.id
  union all
  select c.content_text, w.site_language from comment c where k.kind = 'COMMENT' and c.id = k.id
  union all
  select a.bio_text, w.site_language from author a where k.kind = 'AUTHOR' and a.id = k.id
  union all
  select coalesce(t.description, t.name), w.site_language from term t where k.kind = t.kind and t.id = k.id
) t on true
