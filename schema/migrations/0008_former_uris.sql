-- Former addresses of terms, authors and files, beside those of entries; and which names of terms are the same.
-- What an earlier rule has cut from slugs is mended after this, in the same transaction, by gql/content/slug_repair.

alter table quire.term add column name_key text;
comment on column quire.term.name_key is
  'Equal for names that are the same: computed by name_key() of gql/content/site/term_record.py. Null: not computed yet.';
create index term_name_key on quire.term (kind, name_key, id);

create table quire.former_uri (
  uri text primary key,
  term_id bigint references quire.term on delete cascade,
  author_id bigint references quire.author on delete cascade,
  media_id bigint references quire.media on delete cascade,
  constraint former_uri_leads_to_one_thing check (num_nonnulls(term_id, author_id, media_id) = 1)
);
comment on table quire.former_uri is
  'Paths, and paths with a query such as /?cat=7, at which another site or an earlier version had a term, an author or a file: they answer 301.';
create index former_uri_by_term on quire.former_uri (term_id) where term_id is not null;
create index former_uri_by_author on quire.former_uri (author_id) where author_id is not null;
create index former_uri_by_media on quire.former_uri (media_id) where media_id is not null;

create or replace view quire_reader.route as
select e.uri, 200 as status, null::text as location, e.kind as target_kind, e.id as target_id
from quire.entry e
where e.status = 'PUBLISHED' and e.published_at <= now()
union all
select o.uri, 301, e.uri, e.kind, e.id
from quire.entry_old_uri o
join quire.entry e on e.id = o.entry_id
where e.status = 'PUBLISHED' and e.published_at <= now() and o.uri <> e.uri
union all
select o.uri, 410, null, null, null
from quire.entry_old_uri o
join quire.entry e on e.id = o.entry_id
where e.status = 'TRASH' and e.published_at <= now() and e.was_public
union all
select e.uri, 410, null, null, null
from quire.entry e
where e.status = 'TRASH' and e.published_at <= now() and e.was_public is null
union all
select t.uri, 200, null, t.kind, t.id
from quire_reader.term t
union all
select a.uri, 200, null, 'AUTHOR', a.id
from quire_reader.author a
union all
select f.uri, 301, t.uri, t.kind, t.id
from quire.former_uri f
join quire_reader.term t on t.id = f.term_id
where f.uri <> t.uri
union all
select f.uri, 301, a.uri, 'AUTHOR', a.id
from quire.former_uri f
join quire_reader.author a on a.id = f.author_id
where f.uri <> a.uri
union all
select f.uri, 301, m.url, null, null
from quire.former_uri f
join quire_reader.media m on m.id = f.media_id;

-- WordPress answers for each post, page and file at /?p= and its id: those that came from there bring it with them.
insert into quire.entry_old_uri (uri, entry_id)
select substring(i.source from '^https?://[^/]+(.*)$') || '/?p=' || ltrim(i.source_id, '0'), i.target_id
from quire.imported i
join quire.entry e on e.id = i.target_id
where i.kind = 'entry' and i.source ~ '^https?://[^/]' and i.source_id ~ '^[0-9]{1,18}$'
order by i.source, i.source_id
on conflict (uri) do nothing;
insert into quire.former_uri (uri, media_id)
select substring(i.source from '^https?://[^/]+(.*)$') || '/?p=' || ltrim(i.source_id, '0'), i.target_id
from quire.imported i
join quire.media m on m.id = i.target_id
where i.kind = 'media' and i.source ~ '^https?://[^/]' and i.source_id ~ '^[0-9]{1,18}$'
order by i.source, i.source_id
on conflict (uri) do nothing;
