-- What was written of a post, page, category, tag or profile for search engines and link previews. What is null is made of the thing itself.
-- No part of a version, as meta is none. The unique constraints are what it is read by.
create table quire.seo (
  id bigint generated always as identity primary key,
  entry_id bigint unique references quire.entry on delete cascade,
  term_id bigint unique references quire.term on delete cascade,
  author_id bigint unique references quire.author on delete cascade,
  title text,
  description text,
  canonical_url text,
  is_indexed boolean,
  image_id bigint references quire.media on delete set null,
  open_graph_title text,
  open_graph_description text,
  twitter_card text,
  constraint seo_is_of_one_thing check (num_nonnulls(entry_id, term_id, author_id) = 1),
  constraint seo_canonical_url_check check (canonical_url ~* '^https?://'),
  constraint seo_twitter_card_check check (twitter_card in ('SUMMARY', 'SUMMARY_LARGE_IMAGE'))
);
comment on table quire.seo is 'What was written for search engines and link previews, beside versions: readers see it at once, and never without the thing that it is of.';
create index seo_image on quire.seo (image_id) where image_id is not null;

-- Of what the role sees, and no picture that it does not see. Each `exists` is a probe of an index for a row that was found by its owner.
create view quire_reader.seo as
select s.entry_id, s.term_id, s.author_id, s.title, s.description, s.canonical_url, s.is_indexed,
  (select i.id from quire_reader.media i where i.id = s.image_id) as image_id,
  s.open_graph_title, s.open_graph_description, s.twitter_card
from quire.seo s
where exists (select from quire_reader.post p where p.id = s.entry_id)
  or exists (select from quire_reader.page p where p.id = s.entry_id)
  or exists (select from quire_reader.term t where t.id = s.term_id)
  or exists (select from quire_reader.author a where a.id = s.author_id);

create view quire_viewer.seo as
select s.entry_id, s.term_id, s.author_id, s.title, s.description, s.canonical_url, s.is_indexed,
  (select i.id from quire_viewer.media i where i.id = s.image_id) as image_id,
  s.open_graph_title, s.open_graph_description, s.twitter_card
from quire.seo s
where exists (select from quire_viewer.post p where p.id = s.entry_id)
  or exists (select from quire_viewer.page p where p.id = s.entry_id)
  or exists (select from quire_viewer.term t where t.id = s.term_id)
  or exists (select from quire_viewer.author a where a.id = s.author_id);

create view quire_editor.seo as
select s.entry_id, s.term_id, s.author_id, s.title, s.description, s.canonical_url, s.is_indexed, s.image_id, s.open_graph_title,
  s.open_graph_description, s.twitter_card
from quire.seo s;

grant select on quire_reader.seo to quire_reader;
grant select on quire_viewer.seo to quire_viewer;
grant select on quire_editor.seo to quire_editor;

-- Which terms and profiles readers see: of posts and pages their own views tell.
create view quire_reader.public_node as
select 'term' as kind, t.id from quire_reader.term t
union all
select 'author', a.id from quire_reader.author a;

create view quire_viewer.public_node as select n.kind, n.id from quire_reader.public_node n;
create view quire_editor.public_node as select n.kind, n.id from quire_reader.public_node n;

grant select on quire_reader.public_node to quire_reader;
grant select on quire_viewer.public_node to quire_viewer;
grant select on quire_editor.public_node to quire_editor;
