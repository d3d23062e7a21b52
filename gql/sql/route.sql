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
