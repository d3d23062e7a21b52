-- What the database itself keeps right: paths, counts, numbers and places. Statement triggers, so that bulk writes pay once.
-- Every function locks the rows it recounts in the order of their ids: two writers wait for each other, they never deadlock.

create function quire.set_comment_path() returns trigger
language plpgsql as $$
begin
  if new.parent_id is null then
    new.path := array[new.id];
  else
    select p.path || new.id into new.path from quire.comment p where p.id = new.parent_id;
    if new.path is null then
      raise foreign_key_violation using message = 'the parent of a comment does not exist';
    end if;
  end if;
  new.root_id := new.path[1];
  new.depth := cardinality(new.path) - 1;
  return new;
end $$;

create trigger set_path before insert on quire.comment
  for each row execute function quire.set_comment_path();

create function quire.keep_comment_place() returns trigger
language plpgsql as $$
begin
  if (new.parent_id, new.entry_id) is distinct from (old.parent_id, old.entry_id) then
    raise integrity_constraint_violation using message = 'a comment keeps its parent and its entry';
  end if;
  return new;
end $$;

create trigger keep_place before update of parent_id, entry_id on quire.comment
  for each row execute function quire.keep_comment_place();

-- Numbers, places, visibility and counts of all comments on the given entries, and the counts of the entries.
create function quire.arrange_threads(entry_ids bigint[]) returns void
language plpgsql as $$
begin
  perform from quire.entry e where e.id = any(entry_ids) order by e.id for no key update;

  with recursive approved as (
    select c.id, c.entry_id, c.parent_id, c.path, c.published_at, e.published_at as visible_from
    from quire.comment c
    join quire.entry e on e.id = c.entry_id
    where c.entry_id = any(entry_ids)
      and c.status = 'APPROVED'
      and e.status = 'PUBLISHED'
  ), ranked as (
    select a.id, a.entry_id, a.parent_id, a.path, a.published_at, a.visible_from,
      row_number() over (partition by a.entry_id, a.parent_id order by a.published_at, a.id)::integer as rank
    from approved a
  ), placed as (
    select r.id, r.entry_id, r.parent_id, r.path, r.published_at, r.visible_from,
      array[r.rank] as place, 0 as widest
    from ranked r
    where r.parent_id is null
    union all
    select r.id, r.entry_id, r.parent_id, r.path, r.published_at, r.visible_from,
      p.place || r.rank, greatest(p.widest, r.rank)
    from placed p
    join ranked r on r.parent_id = p.id
  ), numbered as (
    select p.id, p.visible_from, p.place, p.widest,
      row_number() over (partition by p.entry_id order by p.published_at, p.id)::integer as number
    from placed p
  ), descendants as (
    select a.id, count(*)::integer as descendant_count
    from placed p
    cross join lateral unnest(p.path[:cardinality(p.path) - 1]) as a (id)
    group by a.id
  ), replies as (
    select p.parent_id as id, count(*)::integer as reply_count
    from placed p
    where p.parent_id is not null
    group by p.parent_id
  ), arranged as (
    select c.id, n.visible_from, n.place, n.widest, n.number,
      case when n.id is null then 0 else coalesce(r.reply_count, 0) end as reply_count,
      case when n.id is null then 0 else coalesce(d.descendant_count, 0) end as descendant_count
    from quire.comment c
    left join numbered n on n.id = c.id
    left join replies r on r.id = c.id
    left join descendants d on d.id = c.id
    where c.entry_id = any(entry_ids)
  )
  update quire.comment c
  set visible_from = a.visible_from,
    place = a.place,
    widest = a.widest,
    number = a.number,
    reply_count = a.reply_count,
    descendant_count = a.descendant_count
  from arranged a
  where a.id = c.id
    and (c.visible_from, c.place, c.widest, c.number, c.reply_count, c.descendant_count)
      is distinct from (a.visible_from, a.place, a.widest, a.number, a.reply_count, a.descendant_count);

  update quire.entry e
  set comment_count = t.comments, mention_count = t.mentions
  from (
    select k.id,
      count(c.id) filter (where c.kind = 'COMMENT')::integer as comments,
      count(c.id) filter (where c.kind <> 'COMMENT')::integer as mentions
    from unnest(entry_ids) as k (id)
    left join quire.comment c on c.entry_id = k.id and c.visible_from is not null
    group by k.id
  ) t
  where t.id = e.id
    and (e.comment_count, e.mention_count) is distinct from (t.comments, t.mentions);
end $$;

create function quire.after_comments_inserted() returns trigger
language plpgsql as $$
begin
  perform quire.arrange_threads(array(select distinct n.entry_id from added n));
  return null;
end $$;

create function quire.after_comments_updated() returns trigger
language plpgsql as $$
declare
  moved bigint[] := array(
    select distinct n.entry_id
    from added n
    join removed o on o.id = n.id
    where (n.status, n.kind, n.published_at) is distinct from (o.status, o.kind, o.published_at)
  );
begin
  if cardinality(moved) > 0 then
    perform quire.arrange_threads(moved);
  end if;
  return null;
end $$;

create function quire.after_comments_deleted() returns trigger
language plpgsql as $$
begin
  perform quire.arrange_threads(array(select distinct o.entry_id from removed o));
  return null;
end $$;

create trigger arrange_inserted after insert on quire.comment
  referencing new table as added
  for each statement execute function quire.after_comments_inserted();
create trigger arrange_updated after update on quire.comment
  referencing old table as removed new table as added
  for each statement execute function quire.after_comments_updated();
create trigger arrange_deleted after delete on quire.comment
  referencing old table as removed
  for each statement execute function quire.after_comments_deleted();

-- Trees of pages and of categories: path holds the ids from the root down.
create function quire.set_path() returns trigger
language plpgsql as $$
declare
  above bigint[] := '{}';
begin
  if new.parent_id is not null then
    execute format('select path from quire.%I where id = $1', tg_table_name) into above using new.parent_id;
  end if;
  if new.id = any(above) then
    raise integrity_constraint_violation using message = 'a tree has no circles';
  end if;
  new.path := above || new.id;
  return new;
end $$;

create function quire.move_subtree() returns trigger
language plpgsql as $$
begin
  execute format(
    'update quire.%I set path = $1 || path[array_position(path, $2) + 1:] where $2 = any(path) and id <> $2',
    tg_table_name
  ) using new.path, new.id;
  return null;
end $$;

create trigger set_path before insert or update of parent_id on quire.entry
  for each row execute function quire.set_path();
create trigger move_subtree after update of parent_id on quire.entry
  for each row when (old.path is distinct from new.path) execute function quire.move_subtree();
create trigger set_path before insert or update of parent_id on quire.term
  for each row execute function quire.set_path();
create trigger move_subtree after update of parent_id on quire.term
  for each row when (old.path is distinct from new.path) execute function quire.move_subtree();

-- The links of a post to its terms and authors repeat when it was published, and are what is counted.
create function quire.set_link_time() returns trigger
language plpgsql as $$
begin
  select e.published_at into new.published_at
  from quire.entry e
  where e.id = new.post_id and e.status = 'PUBLISHED' and e.kind = 'POST';
  return new;
end $$;

create trigger set_time before insert on quire.post_term
  for each row execute function quire.set_link_time();
create trigger set_time before insert on quire.post_author
  for each row execute function quire.set_link_time();

create function quire.count_posts_of_terms(term_ids bigint[]) returns void
language plpgsql as $$
begin
  perform from quire.term t where t.id = any(term_ids) order by t.id for no key update;
  update quire.term t
  set post_count = k.post_count
  from (
    select i.id, count(l.post_id)::integer as post_count
    from unnest(term_ids) as i (id)
    left join quire.post_term l on l.term_id = i.id and l.published_at is not null
    group by i.id
  ) k
  where k.id = t.id and k.post_count <> t.post_count;
end $$;

create function quire.count_posts_of_authors(author_ids bigint[]) returns void
language plpgsql as $$
begin
  perform from quire.author a where a.id = any(author_ids) order by a.id for no key update;
  update quire.author a
  set post_count = k.post_count
  from (
    select i.id, count(l.post_id)::integer as post_count
    from unnest(author_ids) as i (id)
    left join quire.post_author l on l.author_id = i.id and l.published_at is not null
    group by i.id
  ) k
  where k.id = a.id and k.post_count <> a.post_count;
end $$;

create function quire.after_terms_linked() returns trigger
language plpgsql as $$
begin
  perform quire.count_posts_of_terms(array(select distinct term_id from changed));
  return null;
end $$;

create trigger count_added after insert on quire.post_term
  referencing new table as changed
  for each statement execute function quire.after_terms_linked();
create trigger count_removed after delete on quire.post_term
  referencing old table as changed
  for each statement execute function quire.after_terms_linked();

create function quire.after_authors_linked() returns trigger
language plpgsql as $$
begin
  perform quire.count_posts_of_authors(array(select distinct author_id from changed));
  return null;
end $$;

create trigger count_added after insert on quire.post_author
  referencing new table as changed
  for each statement execute function quire.after_authors_linked();
create trigger count_removed after delete on quire.post_author
  referencing old table as changed
  for each statement execute function quire.after_authors_linked();

create function quire.after_entries_updated() returns trigger
language plpgsql as $$
declare
  moved bigint[] := array(
    select n.id
    from added n
    join removed o on o.id = n.id
    where (n.status, n.kind, n.published_at) is distinct from (o.status, o.kind, o.published_at)
  );
begin
  if cardinality(moved) > 0 then
    update quire.post_term l
    set published_at = case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end
    from quire.entry e
    where e.id = l.post_id and e.id = any(moved);
    update quire.post_author l
    set published_at = case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end
    from quire.entry e
    where e.id = l.post_id and e.id = any(moved);
    perform quire.count_posts_of_terms(
      array(select distinct term_id from quire.post_term where post_id = any(moved)));
    perform quire.count_posts_of_authors(
      array(select distinct author_id from quire.post_author where post_id = any(moved)));
    perform quire.arrange_threads(moved);
  end if;
  return null;
end $$;

create trigger recount after update on quire.entry
  referencing old table as removed new table as added
  for each statement execute function quire.after_entries_updated();

create function quire.count_entry_likes() returns trigger
language plpgsql as $$
begin
  perform from quire.entry e
  where e.id in (select entry_id from changed) order by e.id for no key update;
  update quire.entry e
  set like_count = (select count(*) from quire.entry_like l where l.entry_id = e.id)
  where e.id in (select entry_id from changed);
  return null;
end $$;

create trigger count_added after insert on quire.entry_like
  referencing new table as changed
  for each statement execute function quire.count_entry_likes();
create trigger count_removed after delete on quire.entry_like
  referencing old table as changed
  for each statement execute function quire.count_entry_likes();

create function quire.count_comment_likes() returns trigger
language plpgsql as $$
begin
  perform from quire.comment c
  where c.id in (select comment_id from changed) order by c.id for no key update;
  update quire.comment c
  set like_count = (select count(*) from quire.comment_like l where l.comment_id = c.id)
  where c.id in (select comment_id from changed);
  return null;
end $$;

create trigger count_added after insert on quire.comment_like
  referencing new table as changed
  for each statement execute function quire.count_comment_likes();
create trigger count_removed after delete on quire.comment_like
  referencing old table as changed
  for each statement execute function quire.count_comment_likes();
