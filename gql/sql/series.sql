-- name: places_in_series
-- The place of each post ($1 bigint[]) in its series: among those that readers see, and itself.
select p.post_id, p.series_id, n.position, n.count, n.previous_id, n.next_id
from series_post p
cross join lateral (
  select count(*)::integer as count,
    (count(*) filter (where (o.position, o.post_id) <= (p.position, p.post_id)))::integer as position,
    (array_agg(o.post_id order by o.position desc, o.post_id desc)
      filter (where (o.position, o.post_id) < (p.position, p.post_id)))[1] as previous_id,
    (array_agg(o.post_id order by o.position, o.post_id)
      filter (where (o.position, o.post_id) > (p.position, p.post_id)))[1] as next_id
  from series_post o
  where o.series_id = p.series_id and (o.is_listed or o.post_id = p.post_id)
) n
where p.post_id = any($1::bigint[])

-- name: lock_series
-- Locks a series ($1), before its posts.
select s.id, s.slug, s.title, s.description, s.version
from series s
where s.id = $1::bigint
for no key update

-- name: posts_of_series
-- The ids of the posts of a series ($1), in their order.
select l.post_id as id from series_post l where l.series_id = $1::bigint order by l.position, l.post_id

-- name: version
select s.version from series s where s.id = $1::bigint

-- name: insert_series
insert into series (slug, title, description) values ($1::text, $2::text, $3::text)
returning id

-- name: update_series
-- Slug ($2), title ($3) and description ($4) of a series ($1).
update series
set slug = $2::text,
  title = $3::text,
  description = $4::text,
  version = version + 1,
  updated_at = now()
where id = $1::bigint
returning id

-- name: delete_series
delete from series where id = $1::bigint returning id

-- name: taken_slugs
-- Slugs ($1 text[], with numbers behind them) that series other than these ($2 bigint[]) have.
select s.slug as name from series s where s.slug = any($1::text[]) and s.id <> all($2::bigint[])

-- name: lock_posts
-- Locks posts ($1 bigint[]) by id, and tells the series that each is in.
select e.id, e.status = 'TRASH' as is_trash, l.series_id
from entry e
left join series_post l on l.post_id = e.id
where e.id = any($1::bigint[]) and e.kind = 'POST'
order by e.id
for no key update of e

-- name: clear_series
delete from series_post where series_id = $1::bigint or post_id = any($2::bigint[])

-- name: set_posts
-- Puts posts ($2 bigint[]) into a series ($1), in this order.
insert into series_post (post_id, series_id, position)
select k.id, $1::bigint, k.position
from unnest($2::bigint[]) with ordinality as k (id, position)
join entry e on e.id = k.id and e.kind = 'POST'
order by k.id

-- name: import_series
-- A series with an id ($1) of its own: slug ($2), title ($3), description ($4).
insert into series (id, slug, title, description)
overriding system value
values ($1::bigint, $2::text, $3::text, $4::text)
returning id
