-- step: in a transaction
-- Posts, and pages, that are translations of each other share a group. Immediately, and not with a version: what is not published is in no
-- view of readers anyway.
alter table quire.entry add column translation_group uuid;
comment on column quire.entry.translation_group is 'Shared with its translations, one in each language. Null: it has none.';

-- Of each entry the others of its group, without those in the trash. is_listed: readers see it, so lists choose among these.
create view quire_reader.translation as
select e.id as entry_id, o.id as translation_id, lower(o.language) collate "C" as language, true as is_listed
from quire.entry e
join quire.entry o on o.translation_group = e.translation_group and o.id <> e.id
where e.status = 'PUBLISHED' and e.published_at <= now()
  and o.status = 'PUBLISHED' and o.published_at <= now();

create view quire_viewer.translation as
select e.id as entry_id, o.id as translation_id, lower(o.language) collate "C" as language,
  o.status = 'PUBLISHED' and o.published_at <= now() as is_listed
from quire.entry e
join quire.entry o on o.translation_group = e.translation_group and o.id <> e.id
where o.status <> 'TRASH'
  and (
    e.status = 'PUBLISHED' and e.published_at <= now()
    or e.id = quire_viewer.preview_id()
    or e.id = any(array(select u.post_id from quire.unlisted_post_of_viewer u))
  )
  and (
    o.status = 'PUBLISHED' and o.published_at <= now()
    or o.id = quire_viewer.preview_id()
    or o.id = any(array(select u.post_id from quire.unlisted_post_of_viewer u))
  );

create view quire_editor.translation as
select e.id as entry_id, o.id as translation_id, lower(o.language) collate "C" as language,
  o.status = 'PUBLISHED' and o.published_at <= now() as is_listed
from quire.entry e
join quire.entry o on o.translation_group = e.translation_group and o.id <> e.id
where o.status <> 'TRASH';

grant select on quire_reader.translation to quire_reader;
grant select on quire_viewer.translation to quire_viewer;
grant select on quire_editor.translation to quire_editor;

-- step: outside a transaction
-- One in each language. What is in the trash may wait there beside one that has taken its place.
drop index concurrently if exists quire.entry_translation;
-- then
create unique index concurrently entry_translation on quire.entry (translation_group, lower(language))
  where translation_group is not null and status <> 'TRASH';
