-- step: in a transaction
-- How often a category or tag was saved by hand, against two editors who overwrite each other. A constant default rewrites nothing.
alter table quire.term add column version integer not null default 1;
comment on column quire.term.version is 'How often it was saved by an editor. No view for readers shows it.';

create table quire.merged_term (
  id bigint primary key,
  kind text not null check (kind in ('CATEGORY', 'TAG')),
  slug text not null,
  name_key text not null,
  term_id bigint not null references quire.term on delete cascade
);
comment on table quire.merged_term is 'What became of a term that was merged into another: drafts, old versions, imports and clients go on naming it by its id, slug or name.';
create index merged_term_slug on quire.merged_term (kind, slug);
create index merged_term_name on quire.merged_term (kind, name_key);
create index merged_term_target on quire.merged_term (term_id);

-- An item whose category or tag is deleted leads nowhere: the views leave it out, and those below it take its place. It went before, with
-- all that was below it.
alter table quire.menu_item drop constraint leads_to_one_thing;
alter table quire.menu_item add constraint leads_to_one_thing check (num_nonnulls(url, entry_id, term_id, author_id) <= 1);
comment on constraint leads_to_one_thing on quire.menu_item is 'None: what it led to was deleted.';
alter table quire.menu_item drop constraint menu_item_term_id_fkey;
alter table quire.menu_item add constraint menu_item_term_id_fkey foreign key (term_id) references quire.term on delete set null;

-- step: outside a transaction
-- The drafts that carry a term, when it is merged or deleted.
drop index concurrently if exists quire.entry_draft_term;
-- then
create index concurrently entry_draft_term on quire.entry_draft using gin (term_ids);
