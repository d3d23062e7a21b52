-- name: seo_of_entries
-- What was written of posts or pages ($1 bigint[]) for search engines; the view decides of which the viewer sees it. And whose site it is.
select k.id, s.title, s.description, s.canonical_url, s.is_indexed, s.image_id, s.open_graph_title, s.open_graph_description, s.twitter_card,
  t.title as site_title, t.language as site_language
from unnest($1::bigint[]) as k (id)
cross join site t
left join seo s on s.entry_id = k.id

-- name: seo_of_terms
-- The same of categories and tags ($1 bigint[]), and whether readers see them.
select k.id, s.title, s.description, s.canonical_url, s.is_indexed, s.image_id, s.open_graph_title, s.open_graph_description, s.twitter_card,
  t.title as site_title, t.language as site_language,
  exists (select from public_node n where n.kind = 'term' and n.id = k.id) as is_public
from unnest($1::bigint[]) as k (id)
cross join site t
left join seo s on s.term_id = k.id

-- name: seo_of_authors
-- The same of profiles ($1 bigint[]).
select k.id, s.title, s.description, s.canonical_url, s.is_indexed, s.image_id, s.open_graph_title, s.open_graph_description, s.twitter_card,
  t.title as site_title, t.language as site_language,
  exists (select from public_node n where n.kind = 'author' and n.id = k.id) as is_public
from unnest($1::bigint[]) as k (id)
cross join site t
left join seo s on s.author_id = k.id

-- name: publisher
-- The site as what publishes everything on it, with its logo.
select s.title, s.url, s.logo_id, l.url as logo_url, l.width as logo_width, l.height as logo_height
from site s
left join media l on l.id = s.logo_id

-- name: pictures
-- The pictures ($1 bigint[]) that the viewer sees.
select m.id, m.url, m.width, m.height
from media m
where m.id = any($1::bigint[])

-- name: credits_of_posts
-- Who wrote posts ($1 bigint[]), the first category of each, and its tags, with their ids: 50 of each list at most.
-- Each is looked up by its id ("offset 0"): for each post Postgres would read all categories and tags, where they are few.
select k.id,
  array(
    select row(a.name, a.link, a.id)
    from post_author l
    cross join lateral (select o.id, o.name, o.link from author o where o.id = l.author_id offset 0) a
    where l.post_id = k.id
    order by l.position, a.id
    limit 50
  ) as authors,
  (
    select row(c.name, c.id)
    from post_term l
    cross join lateral (select o.id, o.name from category o where o.id = l.term_id offset 0) c
    where l.post_id = k.id
    order by l.position, c.id
    limit 1
  ) as section,
  array(
    select row(t.name, t.id)
    from post_term l
    cross join lateral (select o.id, o.name from tag o where o.id = l.term_id offset 0) t
    where l.post_id = k.id
    order by l.position, t.id
    limit 50
  ) as tags
from unnest($1::bigint[]) as k (id)

-- name: credits_of_pages
-- Who wrote pages ($1 bigint[]), and the pages above each, from the root down.
select k.id,
  array(
    select row(a.name, a.link, a.id)
    from page_author l
    cross join lateral (select o.id, o.name, o.link from author o where o.id = l.author_id offset 0) a
    where l.page_id = k.id
    order by l.position, a.id
    limit 50
  ) as authors,
  array(
    select row(above.title, above.link, above.id)
    from page p
    cross join lateral unnest(p.path) with ordinality as step (id, place)
    join page above on above.id = step.id
    where p.id = k.id and step.id <> k.id
    order by step.place
    limit 50
  ) as above
from unnest($1::bigint[]) as k (id)

-- name: above_categories
-- The categories above categories ($1 bigint[]), from the root down.
select k.id,
  array(
    select row(above.name, above.link, above.id)
    from category c
    cross join lateral unnest(c.path) with ordinality as step (id, place)
    join category above on above.id = step.id
    where c.id = k.id and step.id <> k.id
    order by step.place
    limit 50
  ) as above
from unnest($1::bigint[]) as k (id)

-- name: places_of_authors
-- Where else the owners of profiles ($1 bigint[]) can be found.
select a.id, a.url, a.links
from author a
where a.id = any($1::bigint[])

-- name: update_seo
-- Overwrite what a record ($4 jsonb) has of what was written of an entry ($1), a term ($2) or an author ($3): one of them, the others null.
update seo s
set (title, description, canonical_url, is_indexed, image_id, open_graph_title, open_graph_description, twitter_card) = (
  select r.title, r.description, r.canonical_url, r.is_indexed, r.image_id, r.open_graph_title, r.open_graph_description, r.twitter_card
  from jsonb_populate_record(s, $4::jsonb) as r
)
where s.entry_id = $1::bigint or s.term_id = $2::bigint or s.author_id = $3::bigint
returning s.id

-- name: insert_seo
-- Records ($1 jsonb).
insert into seo (entry_id, term_id, author_id, title, description, canonical_url, is_indexed, image_id, open_graph_title,
  open_graph_description, twitter_card)
select r.entry_id, r.term_id, r.author_id, r.title, r.description, r.canonical_url, r.is_indexed, r.image_id, r.open_graph_title,
  r.open_graph_description, r.twitter_card
from jsonb_populate_recordset(null::seo, $1::jsonb) as r

-- name: showable_picture
-- A picture ($1) that readers can see, or that was uploaded to an entry ($2; null: none) and is seen with it.
select m.id
from media m
where m.id = $1::bigint
  and (m.attached_to = $2::bigint or exists (select from quire_reader.media r where r.id = m.id))

-- name: replace_seo
-- What was written of entries ($1) and terms ($2) (both bigint[]) is deleted: an import brings it anew.
delete from seo s
where s.entry_id = any($1::bigint[]) or s.term_id = any($2::bigint[])

-- name: set_pictures
-- The pictures of what was written of the owners of records ($1 jsonb).
update seo s
set image_id = r.image_id
from jsonb_populate_recordset(null::seo, $1::jsonb) as r
where s.entry_id = r.entry_id or s.term_id = r.term_id
