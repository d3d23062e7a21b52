-- name: comment_counts_by_author
-- How many comments of each author ($1 bigint[]) can be read.
select k.key as author_id, (
  select count(*)::integer
  from comment c
  where c.author_id = k.key and c.is_listed
) as comment_count
from unnest($1::bigint[]) as k (key)
