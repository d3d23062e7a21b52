-- name: route_by_uri
-- The entry, term or author at each URI ($1 text[]), or where it or a file is now (301), or that it is gone (410).
-- A path may be the present URI of one entry and a former one of others: the smallest status wins.
select distinct on (r.uri) r.uri, r.status, r.location, r.target_kind, r.target_id
from route r
where r.uri = any($1::text[])
order by r.uri, r.status, r.target_kind, r.target_id

-- name: entry_by_comment
-- The post or page of each visible comment ($1 bigint[]).
select c.id, c.entry_id
from comment c
where c.id = any($1::bigint[])
