-- name: route_by_uri
-- The entry, term or author at each URI ($1 text[]), or where it or a file is now (301), or that it is gone (410).
-- A path may be the present URI of one entry and a former one of others: the smallest status wins, and what an editor has redirected
-- comes before a former one. The page at / has moved there.
select distinct on (r.uri) r.uri,
  case when s.front_page_id is null then r.status else 301 end as status,
  case when s.front_page_id is null then r.location else '/' end as location,
  r.target_kind, r.target_id
from route r
left join site s on s.front_page_id = r.target_id and r.target_kind = 'PAGE' and r.status < 400
where r.uri = any($1::text[])
order by r.uri, r.status, r.is_redirect desc, r.target_kind, r.target_id

-- name: entry_by_comment
-- The post or page of each visible comment ($1 bigint[]).
select c.id, c.entry_id
from comment c
where c.id = any($1::bigint[])

-- name: translations
-- Of each post or page ($1 bigint[]) and its translations the one in the first of the language ranges ($2 text[], in lower case) that any
-- of them is in, as gql/engine/preferred_sql.py chooses.
select k.id as entry_id, t.id, t.uri
from unnest($1::bigint[]) as k (id)
cross join lateral (
  select c.id
  from (
    select e.id, lower(e.language) collate "C" as language from post e where e.id = k.id
    union all
    select e.id, lower(e.language) collate "C" from page e where e.id = k.id
    union all
    select l.translation_id, l.language from translation l where l.entry_id = k.id
  ) c
  cross join lateral (
    select min(r.place) as place
    from unnest($2::text[]) with ordinality r (tag, place)
    where r.tag = '*' or c.language = r.tag or starts_with(c.language, r.tag || '-')
  ) p
  where p.place is not null
  order by p.place, c.language, c.id
  limit 1
) chosen
cross join lateral (
  select e.id, e.uri from post e where e.id = chosen.id
  union all
  select e.id, e.uri from page e where e.id = chosen.id
) t
