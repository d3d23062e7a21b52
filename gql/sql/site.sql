-- name: site
-- The title and address of the publication.
select s.title, s.tagline, s.url, s.language
from site s

-- name: count_of_posts
-- How many posts are published: a statement for each count, because each takes longer than all else about the site.
select s.post_count as count
from site s

-- name: count_of_comments
-- How many comments readers can see: the sum of what posts and pages count.
select s.comment_count as count
from site s

-- name: count_of_authors
-- How many authors have a public profile.
select s.author_count as count
from site s

-- name: list_sizes
-- About how many rows each view has, by the statistics of its table; 0 before the first analyze.
select v.name, greatest(c.reltuples, 0)::bigint as rows
from (
  values ('post', 'entry'), ('page', 'entry'), ('comment', 'comment'), ('author', 'author'), ('category', 'term'),
    ('tag', 'term'), ('post_author', 'post_author'), ('post_term', 'post_term'), ('post_like', 'entry_like'),
    ('media', 'media'), ('menu', 'menu')
) as v (name, source)
join pg_class c on c.relname = v.source
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'quire'

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
