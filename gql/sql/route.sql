-- name: route_by_uri
-- What stands at each path ($1 text[]); the smallest status is right.
select distinct on (r.uri) r.uri, r.status, r.location, r.target_kind, r.target_id
from route r
where r.uri = any($1::text[])
order by r.uri, r.status

-- name: entry_by_comment
-- What each comment ($1 bigint[]) answers.
select c.id, c.entry_id
from comment c
where c.id = any($1::bigint[])
