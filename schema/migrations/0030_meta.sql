-- Fields of the site's own beside those that the schema names: of a post, page, term, author or comment. Values are JSON as text, so that
-- nothing of a number or of the order of keys is lost.
create table quire.meta (
  id bigint generated always as identity primary key,
  entry_id bigint references quire.entry on delete cascade,
  term_id bigint references quire.term on delete cascade,
  author_id bigint references quire.author on delete cascade,
  comment_id bigint references quire.comment on delete cascade,
  key text not null,
  value text not null,
  constraint meta_is_of_one_thing check (num_nonnulls(entry_id, term_id, author_id, comment_id) = 1)
);
comment on table quire.meta is 'Fields of the site''s own. A key may have several values, in the order of their ids. Readers see keys that a setting names.';
create index meta_of_entry on quire.meta (entry_id, id) where entry_id is not null;
create index meta_of_term on quire.meta (term_id, id) where term_id is not null;
create index meta_of_author on quire.meta (author_id, id) where author_id is not null;
create index meta_of_comment on quire.meta (comment_id, id) where comment_id is not null;

-- quire.public_meta is set when a connection of a reading role is opened. Without it no key is public.
create view quire_reader.meta as
select m.id, m.entry_id, m.term_id, m.author_id, m.comment_id, m.key, m.value
from quire.meta m
where m.key = any(coalesce(nullif(current_setting('quire.public_meta', true), ''), '{}')::text[]);

create view quire_viewer.meta as
select v.id, v.entry_id, v.term_id, v.author_id, v.comment_id, v.key, v.value
from quire_reader.meta v;

create view quire_editor.meta as
select m.id, m.entry_id, m.term_id, m.author_id, m.comment_id, m.key, m.value
from quire.meta m;

grant select on quire_reader.meta to quire_reader;
grant select on quire_viewer.meta to quire_viewer;
grant select on quire_editor.meta to quire_editor;
