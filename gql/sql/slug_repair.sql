-- name: terms
-- All terms, parents first, with the slug that each had in another publication, and where that stood.
select t.id, t.kind, t.slug, t.uri, t.name, t.parent_id, i.source_id, i.source
from term t
left join lateral (
  select m.source_id, m.source
  from imported m
  where m.kind = t.kind and m.target_id = t.id
  order by m.source, m.source_id
  limit 1
) i on true
order by cardinality(t.path), t.id

-- name: update_terms
-- Terms ($1 bigint[]): slugs ($2 text[]), paths ($3 text[]), keys of names ($4 text[]).
update term t
set slug = k.slug,
  uri = k.uri,
  name_key = k.name_key
from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as k (id, slug, uri, name_key)
where t.id = k.id

-- name: authors
-- All authors, with their login in another publication, and where that stood.
select a.id, a.slug, a.uri, a.name, p.login, i.source
from author a
left join author_private p on p.author_id = a.id
left join lateral (
  select m.source from imported m where m.kind = 'author' and m.target_id = a.id order by m.source limit 1
) i on true
order by a.id

-- name: update_authors
-- Authors ($1 bigint[]): slugs ($2 text[]), paths ($3 text[]).
update author a
set slug = k.slug,
  uri = k.uri
from unnest($1::bigint[], $2::text[], $3::text[]) as k (id, slug, uri)
where a.id = k.id and (a.slug, a.uri) <> (k.slug, k.uri)

-- name: entries
-- Pages, parents first, for one that moves takes those below it along; then the posts of which something may have been cut.
select e.id, e.kind, e.status, e.slug, e.uri, e.title, e.parent_id
from entry e
where e.kind = 'PAGE' or e.title ~ '[^ -~]' or e.uri !~ '^[a-z0-9/._~-]*$'
order by e.kind, cardinality(e.path), e.id

-- name: update_entries
-- Entries ($1 bigint[]): slugs ($2 text[]), paths ($3 text[]).
update entry e
set slug = k.slug,
  uri = k.uri
from unnest($1::bigint[], $2::text[], $3::text[]) as k (id, slug, uri)
where e.id = k.id

-- name: update_versions
-- Where drafts and revisions of entries ($1 bigint[]) have the same slug as was published ($2 text[]), they get the new one, too ($3 text[]).
with changed as (
  select k.id, k.before, k.after
  from unnest($1::bigint[], $2::text[], $3::text[]) as k (id, before, after)
), drafts as (
  update entry_draft d
  set slug = c.after
  from changed c
  where d.entry_id = c.id and d.slug = c.before
)
update entry_revision r
set written = jsonb_set(r.written, '{slug}', to_jsonb(c.after))
from changed c
where r.entry_id = c.id and r.written ->> 'slug' = c.before

-- name: former_uris
-- The former paths of entries that are not in the form in which paths are looked up.
select o.uri, o.entry_id
from entry_old_uri o
where o.uri !~ '^[a-z0-9/._~-]*$' and o.uri !~ '\?p=[0-9]+$'
order by o.uri
