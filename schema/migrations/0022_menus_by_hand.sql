-- Editors change menus: how often, against two who overwrite each other, and what a label was given, if it was.
alter table quire.menu add column version integer not null default 1;
comment on column quire.menu.version is 'How often it was saved by an editor. No view for readers shows it.';

create or replace view quire_reader.menu as
select m.id, m.slug, m.name, m.location, null::integer as version
from quire.menu m;

create or replace view quire_viewer.menu as
select v.id, v.slug, v.name, v.location, v.version
from quire_reader.menu v;

create or replace view quire_editor.menu as
select m.id, m.slug, m.name, m.location, m.version
from quire.menu m;

create or replace view quire_reader.menu_item as
with recursive item as (
  select i.id, i.menu_id, i.parent_id, i.position,
    coalesce(nullif(i.label, ''), e.title, t.name, a.name, i.url) as label,
    coalesce(i.url, (select s.url from quire.site s) || coalesce(e.uri, t.uri, a.uri)) as url,
    coalesce(e.kind, t.kind, case when a.id is not null then 'AUTHOR' end) as target_kind,
    coalesce(e.id, t.id, a.id) as target_id,
    num_nonnulls(i.url, e.id, t.id, a.id) = 1 as is_shown,
    nullif(i.label, '') as given_label
  from quire.menu_item i
  left join quire.entry e on e.id = i.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
  left join quire_reader.term t on t.id = i.term_id
  left join quire_reader.author a on a.id = i.author_id
), tree as (
  select i.id, null::bigint as parent_id, 0 as depth, case when i.is_shown then i.id end as nearest, i.is_shown::integer as depth_below
  from item i
  where i.parent_id is null
  union all
  select i.id, t.nearest, t.depth_below, case when i.is_shown then i.id else t.nearest end, t.depth_below + i.is_shown::integer
  from tree t
  join item i on i.parent_id = t.id
)
select i.id, i.menu_id, t.parent_id, i.position, t.depth, i.label, i.url, i.target_kind, i.target_id, i.given_label
from item i
join tree t on t.id = i.id
where i.is_shown;

create or replace view quire_viewer.menu_item as
select v.id, v.menu_id, v.parent_id, v.position, v.depth, v.label, v.url, v.target_kind, v.target_id, v.given_label
from quire_reader.menu_item v;

create or replace view quire_editor.menu_item as
select v.id, v.menu_id, v.parent_id, v.position, v.depth, v.label, v.url, v.target_kind, v.target_id, v.given_label
from quire_reader.menu_item v;
