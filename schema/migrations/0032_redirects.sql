-- Paths that editors have led elsewhere. What is published at a path comes before, a former path of something after.
create table quire.redirect (
  id bigint generated always as identity primary key,
  uri text not null unique,
  location text not null,
  created_at timestamptz not null default now()
);
comment on table quire.redirect is 'Paths that an editor has led elsewhere: they answer 301, unless something is published there.';
comment on column quire.redirect.location is 'A path of the site, or a full URL.';

create view quire_reader.redirect as
select r.id, r.uri, r.location, r.created_at from quire.redirect r where false;
create view quire_viewer.redirect as
select v.id, v.uri, v.location, v.created_at from quire_reader.redirect v;
create view quire_editor.redirect as
select r.id, r.uri, r.location, r.created_at from quire.redirect r;
grant select on quire_reader.redirect to quire_reader;
grant select on quire_viewer.redirect to quire_viewer;
grant select on quire_editor.redirect to quire_editor;

create or replace view quire_reader.route as
select e.uri,
    200 as status,
    null::text as location,
    e.kind as target_kind,
    e.id as target_id,
    false as is_redirect
   from quire.entry e
  where ((e.status = 'PUBLISHED'::text) and (e.published_at <= now()))
union all
select o.uri,
    301 as status,
    e.uri as location,
    e.kind as target_kind,
    e.id as target_id,
    false as is_redirect
   from (quire.entry_old_uri o
     join quire.entry e on ((e.id = o.entry_id)))
  where ((e.status = 'PUBLISHED'::text) and (e.published_at <= now()) and (o.uri <> e.uri))
union all
select o.uri,
    410 as status,
    null::text as location,
    null::text as target_kind,
    null::bigint as target_id,
    false as is_redirect
   from (quire.entry_old_uri o
     join quire.entry e on ((e.id = o.entry_id)))
  where ((e.status = 'TRASH'::text) and (e.published_at <= now()) and e.was_public)
union all
select e.uri,
    410 as status,
    null::text as location,
    null::text as target_kind,
    null::bigint as target_id,
    false as is_redirect
   from quire.entry e
  where ((e.status = 'TRASH'::text) and (e.published_at <= now()) and (e.was_public is null))
union all
select t.uri,
    200 as status,
    null::text as location,
    t.kind as target_kind,
    t.id as target_id,
    false as is_redirect
   from quire_reader.term t
union all
select a.uri,
    200 as status,
    null::text as location,
    'AUTHOR'::text as target_kind,
    a.id as target_id,
    false as is_redirect
   from quire_reader.author a
union all
select f.uri,
    301 as status,
    t.uri as location,
    t.kind as target_kind,
    t.id as target_id,
    false as is_redirect
   from (quire.former_uri f
     join quire_reader.term t on ((t.id = f.term_id)))
  where (f.uri <> t.uri)
union all
select f.uri,
    301 as status,
    a.uri as location,
    'AUTHOR'::text as target_kind,
    a.id as target_id,
    false as is_redirect
   from (quire.former_uri f
     join quire_reader.author a on ((a.id = f.author_id)))
  where (f.uri <> a.uri)
union all
select f.uri,
    301 as status,
    m.url as location,
    null::text as target_kind,
    null::bigint as target_id,
    false as is_redirect
   from (quire.former_uri f
     join quire_reader.media m on ((m.id = f.media_id)))
union all
select r.uri,
    301 as status,
    r.location,
    null::text as target_kind,
    null::bigint as target_id,
    true as is_redirect
   from quire.redirect r;

create or replace view quire_viewer.route as
select v.uri, v.status, v.location, v.target_kind, v.target_id, v.is_redirect from quire_reader.route v;

create or replace view quire_editor.route as
select v.uri, v.status, v.location, v.target_kind, v.target_id, v.is_redirect from quire_reader.route v;
