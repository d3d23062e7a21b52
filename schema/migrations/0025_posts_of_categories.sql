-- step: in a transaction
-- The posts of a category are those of the categories below it, too. Their links are kept beside the links that authors made, by
-- triggers, so that a page of them is one range scan, and the version before writes what it always wrote.

create table quire.post_category (
  post_id bigint not null references quire.entry on delete cascade,
  category_id bigint not null references quire.term on delete cascade,
  is_own boolean not null,
  published_at timestamptz,
  primary key (post_id, category_id)
);
comment on table quire.post_category is
  'The categories of each post and those above them; kept by triggers on post_term and term.';
comment on column quire.post_category.is_own is 'Whether the post is in the category itself, not only in one below it.';
comment on column quire.post_category.published_at is 'As in post_term.';
create index post_category_newest on quire.post_category (category_id, published_at, post_id) where published_at is not null;
create index post_category_own on quire.post_category (category_id, published_at, post_id) where is_own and published_at is not null;
create index post_category_all on quire.post_category (category_id, post_id);

alter table quire.term add column total_post_count integer not null default 0;
comment on column quire.term.total_post_count is
  'How many published posts are in the category or in one below it; 0 for tags, which have none below them.';

-- Terms are locked after entries and by id, as everywhere. Those above are locked in the same statement: their counts may change.
create function quire.file_posts(post_ids bigint[], term_ids bigint[]) returns void
language plpgsql as $$
begin
  perform from quire.term t
  where t.id = any(array(select unnest(c.path) from quire.term c where c.id = any(term_ids)))
  order by t.id for no key update;

  delete from quire.post_category k
  where k.post_id = any(post_ids)
    and not exists (
      select from quire.post_term l
      join quire.term t on t.id = l.term_id and t.kind = 'CATEGORY'
      where l.post_id = k.post_id and k.category_id = any(t.path)
    );
  insert into quire.post_category as k (post_id, category_id, is_own, published_at)
  select l.post_id, a.id, bool_or(a.id = l.term_id), min(l.published_at)
  from quire.post_term l
  join quire.term t on t.id = l.term_id and t.kind = 'CATEGORY'
  cross join lateral unnest(t.path) as a (id)
  where l.post_id = any(post_ids)
  group by l.post_id, a.id
  on conflict (post_id, category_id) do update set is_own = excluded.is_own, published_at = excluded.published_at
  where (k.is_own, k.published_at) is distinct from (excluded.is_own, excluded.published_at);
end $$;

create function quire.count_posts_of_categories(category_ids bigint[]) returns void
language plpgsql as $$
begin
  perform from quire.term t where t.id = any(category_ids) order by t.id for no key update;
  update quire.term t
  set total_post_count = k.post_count
  from (
    select i.id, count(l.post_id)::integer as post_count
    from unnest(category_ids) as i (id)
    left join quire.post_category l on l.category_id = i.id and l.published_at is not null
    group by i.id
  ) k
  where k.id = t.id and k.post_count <> t.total_post_count;
end $$;

create function quire.after_posts_filed() returns trigger
language plpgsql as $$
begin
  perform quire.count_posts_of_categories(array(select distinct category_id from changed));
  return null;
end $$;

create trigger count_added after insert on quire.post_category referencing new table as changed
  for each statement execute function quire.after_posts_filed();
create trigger count_removed after delete on quire.post_category referencing old table as changed
  for each statement execute function quire.after_posts_filed();
create trigger count_updated after update on quire.post_category referencing new table as changed
  for each statement execute function quire.after_posts_filed();

create or replace function quire.after_terms_linked() returns trigger
language plpgsql as $$
declare
  terms bigint[] := array(select distinct term_id from changed);
begin
  perform quire.file_posts(array(select distinct post_id from changed), terms);
  perform quire.count_posts_of_terms(terms);
  return null;
end $$;

create or replace function quire.after_term_links_updated() returns trigger
language plpgsql as $$
declare
  posts bigint[];
  terms bigint[];
begin
  select array_agg(distinct post_id), array_agg(distinct term_id) into posts, terms
  from ((table added except table removed) union all (table removed except table added)) n;
  perform quire.file_posts(posts, terms);
  perform quire.count_posts_of_terms(terms);
  return null;
end $$;

-- A category that moves takes the posts below it along. By its name after move_subtree, which sets the paths.
create function quire.refile_posts() returns trigger
language plpgsql as $$
declare
  below bigint[] := array(select t.id from quire.term t where new.id = any(t.path));
begin
  perform quire.file_posts(array(select distinct l.post_id from quire.post_term l where l.term_id = any(below)), below);
  return null;
end $$;

create trigger refile_posts after update of parent_id on quire.term
  for each row when (old.parent_id is distinct from new.parent_id) execute function quire.refile_posts();

create view quire.previewed_category as
select p.post_id, a.id as category_id, bool_or(a.id = p.term_id) as is_own, min(p.published_at) as published_at
from quire.previewed_term p
join quire.term t on t.id = p.term_id and t.kind = 'CATEGORY'
cross join lateral unnest(t.path) as a (id)
group by p.post_id, a.id;

create view quire_reader.post_category as
select k.post_id, k.category_id, k.is_own, k.published_at
from quire.post_category k
where k.published_at <= now();

create view quire_viewer.post_category as
select u.post_id, u.category_id, u.is_own, u.published_at
from (
  select k.post_id, k.category_id, k.is_own, k.published_at,
    k.published_at <= now() and k.post_id is distinct from quire_viewer.preview_id() as is_shown
  from quire.post_category k
  union all
  select k.post_id, k.category_id, k.is_own,
    coalesce(k.published_at, (select w.published_at from quire.written_post w where w.id = k.post_id)), true
  from quire.post_category k
  where k.post_id = any(array(select o.post_id from quire.unlisted_post_of_viewer o))
    and coalesce(k.published_at > now(), true) and k.post_id is distinct from quire_viewer.preview_id()
  union all
  select p.post_id, p.category_id, p.is_own, p.published_at, true
  from quire.previewed_category p
) u
where u.is_shown;

create view quire_editor.post_category as
select u.post_id, u.category_id, u.is_own, u.published_at
from (
  select k.post_id, k.category_id, k.is_own, k.published_at,
    k.published_at is not null and k.post_id is distinct from quire_viewer.preview_id() as is_shown
  from quire.post_category k
  union all
  select k.post_id, k.category_id, k.is_own, (select w.published_at from quire.written_post w where w.id = k.post_id), true
  from quire.post_category k
  where k.published_at is null and k.post_id is distinct from quire_viewer.preview_id()
  union all
  select p.post_id, p.category_id, p.is_own, p.published_at, true
  from quire.previewed_category p
) u
where u.is_shown;

grant select on quire_reader.post_category to quire_reader;
grant select on quire_viewer.post_category to quire_viewer;
grant select on quire_editor.post_category to quire_editor;

create or replace view quire_reader.term as
select t.id, t.kind, t.slug, t.uri, t.name, t.sort_name, (select s.url from quire.site s) || t.uri as link, t.description,
  t.parent_id, t.path,
  t.post_count - (
    select count(*)::integer from quire.post_term l where l.term_id = t.id and l.published_at > now()
  ) as post_count,
  t.total_post_count - (
    select count(*)::integer from quire.post_category k where k.category_id = t.id and k.published_at > now()
  ) as total_post_count
from quire.term t
where t.is_public or (select min(l.published_at) from quire.post_term l where l.term_id = t.id) <= now();

create or replace view quire_viewer.term as
select r.id, r.kind, r.slug, r.uri, r.name, r.sort_name, r.link, r.description, r.parent_id, r.path, r.post_count,
  r.total_post_count
from quire_reader.term r
union all
select t.id, t.kind, t.slug, t.uri, t.name, t.sort_name, (select s.url from quire.site s) || t.uri as link, t.description,
  t.parent_id, t.path, 0 as post_count, 0 as total_post_count
from quire.term t
where not t.is_public
  and t.id = any(array(
    select l.term_id
    from quire.post_term l
    join quire.post_author o on o.post_id = l.post_id
    where o.author_id = quire_viewer.viewer_id()
    union
    select p.term_id from quire.previewed_term p
  ))
  and not exists (select from quire_reader.term r where r.id = t.id);

create or replace view quire_editor.term as
select t.id, t.kind, t.slug, t.uri, t.name, t.sort_name, (select s.url from quire.site s) || t.uri as link, t.description,
  t.parent_id, t.path,
  t.post_count - (
    select count(*)::integer from quire.post_term l where l.term_id = t.id and l.published_at > now()
  ) as post_count,
  t.total_post_count - (
    select count(*)::integer from quire.post_category k where k.category_id = t.id and k.published_at > now()
  ) as total_post_count
from quire.term t;

create or replace view quire_reader.category as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.parent_id, t.path, t.post_count, t.total_post_count
from quire_reader.term t
where t.kind = 'CATEGORY';

create or replace view quire_viewer.category as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.parent_id, t.path, t.post_count, t.total_post_count
from quire_viewer.term t
where t.kind = 'CATEGORY';

create or replace view quire_editor.category as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.parent_id, t.path, t.post_count, t.total_post_count
from quire_editor.term t
where t.kind = 'CATEGORY';

-- step: outside a transaction
do $$
declare
  last bigint := 0;
  posts bigint[];
begin
  -- a piece that waits for one post holds others: rather begin again
  perform set_config('lock_timeout', '200ms', false);
  loop
    posts := array(
      select e.id
      from quire.entry e
      where e.id > last
        and exists (
          select from quire.post_term l
          join quire.term t on t.id = l.term_id and t.kind = 'CATEGORY'
          where l.post_id = e.id
            and not exists (
              select from quire.post_category k where k.post_id = l.post_id and k.category_id = l.term_id
            )
        )
      order by e.id
      limit 200
      for no key update of e
    );
    exit when cardinality(posts) = 0;
    perform quire.file_posts(posts, array(select distinct l.term_id from quire.post_term l where l.post_id = any(posts)));
    last := posts[cardinality(posts)];
    commit;
  end loop;
end $$;
