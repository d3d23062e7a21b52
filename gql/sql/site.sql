-- name: site
-- The title and address of the publication, and what an administrator says of it; null: the setting.
select s.title, s.tagline, s.url, s.language, s.logo_id, s.icon_id, s.time_zone, s.anonymous_name, s.front_page_id, s.posts_page_id,
  s.comment_depth, s.hold_comments, s.comment_edit_minutes, s.version, s.category_base, s.tag_base, s.author_base
from site s

-- name: uri_bases
-- What the paths of categories, tags and authors begin with.
select s.category_base as category, s.tag_base as tag, s.author_base as author from site s

-- name: front_page
-- The page at /, if there is one that readers see.
select p.id
from site s
join page p on p.id = s.front_page_id and p.is_listed

-- name: languages
-- The languages of what is published, that of the site first.
select s.languages
from site s

-- name: lock_site
-- The site as it is stored, locked until the transaction ends.
select s.title, s.tagline, s.url, s.language, s.logo_id, s.icon_id, s.time_zone, s.anonymous_name, s.front_page_id, s.posts_page_id,
  s.comment_depth, s.hold_comments, s.comment_edit_minutes, s.version
from site s
for no key update

-- name: version
select s.version from site s

-- name: comment_rules
-- What an administrator says about comments; null: the setting.
select s.comment_depth, s.hold_comments, s.comment_edit_minutes from site s

-- name: update_site
-- Overwrite the site with a record ($1 jsonb).
update site s
set (title, tagline, url, language, logo_id, icon_id, time_zone, anonymous_name, front_page_id, posts_page_id, comment_depth,
    hold_comments, comment_edit_minutes, version) = (
  select r.title, r.tagline, r.url, r.language, r.logo_id, r.icon_id, r.time_zone, r.anonymous_name, r.front_page_id, r.posts_page_id,
    r.comment_depth, r.hold_comments, r.comment_edit_minutes, s.version + 1
  from jsonb_populate_record(s, $1::jsonb) as r
)

-- name: public_media
-- A file ($1) that readers can see.
select m.id from quire_reader.media m where m.id = $1::bigint

-- name: uri_of_page
-- The path of a page ($1) that is not in the trash.
select e.uri from entry e where e.id = $1::bigint and e.kind = 'PAGE' and e.status <> 'TRASH'

-- name: is_time_zone
-- Whether there is a time zone of this name ($1) in the IANA database.
select exists (select from pg_timezone_names z where z.name = $1::text and z.name !~ '^(posix|right)/') as is_known

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
    ('tag', 'term'), ('post_author', 'post_author'), ('post_term', 'post_term'), ('post_category', 'post_category'), ('post_like', 'entry_like'),
    ('media', 'media'), ('menu', 'menu'), ('redirect', 'redirect'), ('revision', 'entry_revision'),
    ('series', 'series'), ('series_post', 'series_post')
) as v (name, source)
join pg_class c on c.relname = v.source
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'quire'

-- name: archive
-- The months in which posts were published, newest first, with their numbers of posts. Which posts, `matching` says before it.
-- In UTC, like every time that the schema shows: a session's time zone must not move a post to another month.
select extract(year from m.month at time zone 'UTC')::integer as year,
  extract(month from m.month at time zone 'UTC')::integer as month,
  m.post_count
from (
  select date_trunc('month', p.shown_at, 'UTC') as month, count(*)::integer as post_count
  from matching p
  where p.shown_at is not null
  group by 1
) m
order by m.month desc
