-- name: comment_counts_by_author
-- The number of visible comments of each author ($1 bigint[]).
-- A subquery for each key, so that an author without comments is counted as 0 and keeps a row.
select k.key as author_id, (
  select count(*)::integer
  from comment c
  where c.author_id = k.key and c.is_listed
) as comment_count
from unnest($1::bigint[]) as k (key)

-- name: guests_since
-- When each of these guests ($1 uuid[]) wrote their first comment.
select g.id, g.created_at
from each_guest g
where g.id = any($1::uuid[])
