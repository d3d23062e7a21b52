-- name: site
-- The title, address and counts of the publication.
select s.title, s.tagline, s.url, s.language, s.post_count, s.comment_count, s.author_count
from site s

-- name: archive
-- The months in which posts were published, newest first, with their numbers of posts.
-- In UTC, like every time that the schema shows: a session's time zone must not move a post to another month.
select extract(year from m.month at time zone 'UTC')::integer as year,
  extract(month from m.month at time zone 'UTC')::integer as month,
  m.post_count
from (
  select date_trunc('month', p.published_at, 'UTC') as month, count(*)::integer as post_count
  from post p
  where p.is_listed
  group by 1
) m
order by m.month desc
