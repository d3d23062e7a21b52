-- name: related_by_post
-- The $2 posts that share most terms with each post ($1 bigint[]), of the 50 newest of each term.
-- The limit of 50 bounds the work for a term of thousands of posts: post_term_newest yields them in order.
-- The last order by repeats the inner one, because a lateral join promises no order of its rows.
select k.key as post_id, r.related_id
from unnest($1::bigint[]) as k (key)
cross join lateral (
  select n.post_id as related_id, count(*) as shared, max(n.published_at) as published_at
  from post_term own
  cross join lateral (
    select l.post_id, l.published_at
    from post_term l
    where l.term_id = own.term_id
      and l.post_id <> k.key
      and l.published_at <= now()
    order by l.published_at desc, l.post_id desc
    limit 50
  ) n
  where own.post_id = k.key
  group by n.post_id
  order by shared desc, published_at desc, n.post_id desc
  limit $2
) r
order by k.key, r.shared desc, r.published_at desc, r.related_id desc
