-- What the database itself keeps right: paths, counts, numbers and places. Statement triggers, so that bulk writes pay once.
-- Rows are locked in one order, so that writers wait for each other and do not deadlock: entries, terms, authors, comments, and
-- among these by id. Who changes or deletes a comment, or unlinks a post, locks the entry first (select … for no key update).
-- What a statement changed is found with except, not with a join: the plans of triggers are kept, and one made for a single row
-- must also serve a bulk load.

create function quire.set_comment_path() returns trigger
language plpgsql as $$
begin
  -- before the foreign keys hold the parent: who deletes it holds the entry already
  perform from quire.entry e where e.id = new.entry_id for no key update;
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
  new.visible_from := null;
  new.number := null;
  new.place := null;
  new.widest := null;
  new.reply_count := 0;
  new.descendant_count := 0;
  return new;
end $$;

create trigger set_path before insert on quire.comment
  for each row execute function quire.set_comment_path();

-- After, not before: a row trigger before updates would have every update compute the generated columns anew.

create function quire.keep_comment_place() returns trigger
language plpgsql as $$
begin
  raise integrity_constraint_violation using message = 'a comment keeps its parent and its entry';
end $$;

create trigger keep_place after update of parent_id, entry_id on quire.comment
  for each row when ((old.parent_id, old.entry_id) is distinct from (new.parent_id, new.entry_id))
  execute function quire.keep_comment_place();

-- Numbers, places, visibility and counts of all comments on the given entries, and the counts of the entries.
-- Statistics know nothing of what was written just now, and a nested loop over a bulk load would take hours: each table is
-- narrowed to the entries by itself, and joined by hashing.
create function quire.arrange_threads(entry_ids bigint[]) returns void
language plpgsql
set plan_cache_mode = force_custom_plan
set enable_nestloop = off
set jit = off
as $$
begin
  perform from quire.entry e where e.id = any(entry_ids) order by e.id for no key update;

  with recursive approved as (
    select c.id, c.entry_id, c.parent_id, c.path, c.published_at, e.published_at as visible_from
    from quire.comment c
    join quire.entry e on e.id = c.entry_id
    where c.entry_id = any(entry_ids)
      and e.id = any(entry_ids)
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
    and c.entry_id = any(entry_ids)
    and (c.visible_from, c.place, c.widest, c.number, c.reply_count, c.descendant_count)
      is distinct from (a.visible_from, a.place, a.widest, a.number, a.reply_count, a.descendant_count);

  update quire.entry e
  set comment_count = t.comments, mention_count = t.mentions
  from (
    select k.id,
      count(c.id) filter (where c.kind = 'COMMENT')::integer as comments,
      count(c.id) filter (where c.kind <> 'COMMENT')::integer as mentions
    from unnest(entry_ids) as k (id)
    left join quire.comment c on c.entry_id = k.id and c.entry_id = any(entry_ids) and c.visible_from is not null
    group by k.id
  ) t
  where t.id = e.id
    and e.id = any(entry_ids)
    and (e.comment_count, e.mention_count) is distinct from (t.comments, t.mentions);
end $$;

-- What arrange_threads would do for one approved comment that is the newest on its entry: it stands last among its siblings and
-- moves nobody. Answers false, with nothing changed, where another is newer.
create function quire.append_comment(comment_id bigint) returns boolean
language plpgsql as $$
declare
  fresh quire.comment;
  parent quire.comment;
  entry quire.entry;
  rank integer;
begin
  select c.* into fresh from quire.comment c where c.id = comment_id;
  select e.* into entry from quire.entry e where e.id = fresh.entry_id;
  select c.* into parent from quire.comment c where c.id = fresh.parent_id;
  if entry.status <> 'PUBLISHED' or fresh.parent_id is not null and parent.visible_from is null then
    return true;
  end if;
  if exists (
    select from quire.comment c
    where c.entry_id = fresh.entry_id
      and c.visible_from is not null
      and (c.published_at, c.id) > (fresh.published_at, fresh.id)
  ) then
    return false;
  end if;

  if fresh.parent_id is not null then
    rank := parent.reply_count + 1;
    update quire.comment c
    set descendant_count = c.descendant_count + 1,
      reply_count = c.reply_count + (c.id = fresh.parent_id)::integer
    where c.id = any(fresh.path[:fresh.depth]);
  else
    select c.place[1] + 1 into rank
    from quire.comment c
    where c.entry_id = fresh.entry_id
      and c.visible_from is not null
      and c.parent_id is null
    order by c.published_at desc, c.id desc
    limit 1;
  end if;
  update quire.comment c
  set visible_from = entry.published_at,
    number = entry.response_count + 1,
    place = parent.place || coalesce(rank, 1),
    widest = case when fresh.parent_id is null then 0 else greatest(parent.widest, rank) end
  where c.id = fresh.id;
  update quire.entry e
  set comment_count = e.comment_count + (fresh.kind = 'COMMENT')::integer,
    mention_count = e.mention_count + (fresh.kind <> 'COMMENT')::integer
  where e.id = fresh.entry_id;
  return true;
end $$;

create function quire.after_comments_inserted() returns trigger
language plpgsql as $$
declare
  approved bigint[] := array(select n.id from added n where n.status = 'APPROVED' limit 2);
begin
  if cardinality(approved) = 1 then
    if quire.append_comment(approved[1]) then
      return null;
    end if;
  end if;
  if cardinality(approved) > 0 then
    perform quire.arrange_threads(array(select distinct n.entry_id from added n where n.status = 'APPROVED'));
  end if;
  return null;
end $$;

create function quire.after_comments_updated() returns trigger
language plpgsql as $$
declare
  moved bigint[] := array(
    select distinct m.entry_id
    from (
      select n.id, n.entry_id, n.status = 'APPROVED', n.kind, n.published_at from added n
      except
      select o.id, o.entry_id, o.status = 'APPROVED', o.kind, o.published_at from removed o
    ) m
  );
begin
  if cardinality(moved) > 0 then
    perform quire.arrange_threads(moved);
  end if;
  return null;
end $$;

create function quire.after_comments_deleted() returns trigger
language plpgsql as $$
declare
  moved bigint[] := array(select distinct o.entry_id from removed o where o.visible_from is not null);
begin
  if cardinality(moved) > 0 then
    perform quire.arrange_threads(moved);
  end if;
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

-- Trees of pages and of categories: path holds the ids from the root down. One writer at a time moves in a tree: two at once
-- could close a circle that neither of them sees.
create function quire.lock_tree() returns trigger
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('quire tree'), tg_relid::integer);
  return null;
end $$;

create function quire.set_path() returns trigger
language plpgsql as $$
declare
  above bigint[];
begin
  if new.parent_id is not null then
    perform pg_advisory_xact_lock(hashtext('quire tree'), tg_relid::integer);
    execute format('select path from quire.%I where id = $1', tg_table_name) into above using new.parent_id;
  end if;
  new.path := above || new.id;
  return new;
end $$;

create function quire.move_subtree() returns trigger
language plpgsql as $$
declare
  above bigint[];
begin
  execute format('select path from quire.%I where id = $1', tg_table_name) into above using new.parent_id;
  if new.id = any(above) then
    raise integrity_constraint_violation using message = 'a tree has no circles';
  end if;
  execute format(
    'update quire.%I set path = $1 || path[array_position(path, $2):] where $2 = any(path)',
    tg_table_name
  ) using above, new.id;
  return null;
end $$;

create trigger set_path before insert on quire.entry
  for each row execute function quire.set_path();
create trigger lock_tree before update of parent_id on quire.entry
  for each statement execute function quire.lock_tree();
create trigger move_subtree after update of parent_id on quire.entry
  for each row when (old.parent_id is distinct from new.parent_id) execute function quire.move_subtree();
create trigger set_path before insert on quire.term
  for each row execute function quire.set_path();
create trigger lock_tree before update of parent_id on quire.term
  for each statement execute function quire.lock_tree();
create trigger move_subtree after update of parent_id on quire.term
  for each row when (old.parent_id is distinct from new.parent_id) execute function quire.move_subtree();

-- The links of a post to its terms and authors repeat when it was published, and are what is counted.
create function quire.set_link_time() returns trigger
language plpgsql as $$
begin
  -- locked: the post must not be published or withdrawn by another before this link is there to see
  select case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end into new.published_at
  from quire.entry e
  where e.id = new.post_id
  for no key update;
  return new;
end $$;

create trigger set_time before insert or update of post_id on quire.post_term
  for each row execute function quire.set_link_time();
create trigger set_time before insert or update of post_id on quire.post_author
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

create function quire.after_term_links_updated() returns trigger
language plpgsql as $$
declare
  recounted bigint[] := array(
    (select term_id from (table added except table removed) n)
    union
    (select term_id from (table removed except table added) o)
  );
begin
  perform quire.count_posts_of_terms(recounted);
  return null;
end $$;

create trigger count_added after insert on quire.post_term
  referencing new table as changed
  for each statement execute function quire.after_terms_linked();
create trigger count_updated after update on quire.post_term
  referencing old table as removed new table as added
  for each statement execute function quire.after_term_links_updated();
create trigger count_removed after delete on quire.post_term
  referencing old table as changed
  for each statement execute function quire.after_terms_linked();

create function quire.after_authors_linked() returns trigger
language plpgsql as $$
begin
  perform quire.count_posts_of_authors(array(select distinct author_id from changed));
  return null;
end $$;

create function quire.after_author_links_updated() returns trigger
language plpgsql as $$
declare
  recounted bigint[] := array(
    (select author_id from (table added except table removed) n)
    union
    (select author_id from (table removed except table added) o)
  );
begin
  perform quire.count_posts_of_authors(recounted);
  return null;
end $$;

create trigger count_added after insert on quire.post_author
  referencing new table as changed
  for each statement execute function quire.after_authors_linked();
create trigger count_updated after update on quire.post_author
  referencing old table as removed new table as added
  for each statement execute function quire.after_author_links_updated();
create trigger count_removed after delete on quire.post_author
  referencing old table as changed
  for each statement execute function quire.after_authors_linked();

create function quire.after_entries_updated() returns trigger
language plpgsql as $$
declare
  moved bigint[] := array(
    select m.id
    from (
      select n.id, n.status, n.kind, n.published_at from added n
      except
      select o.id, o.status, o.kind, o.published_at from removed o
    ) m
  );
  seen bigint[] := array(select o.id from removed o where o.status = 'PUBLISHED' and o.published_at <= now());
begin
  if cardinality(moved) > 0 then
    update quire.entry e
    set was_public = coalesce(e.was_public, false) or e.id = any(seen)
    where e.id = any(moved)
      and (e.id = any(seen) or e.status = 'TRASH');
    update quire.post_term l
    set published_at = case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end
    from quire.entry e
    where e.id = l.post_id
      and e.id = any(moved);
    update quire.post_author l
    set published_at = case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end
    from quire.entry e
    where e.id = l.post_id
      and e.id = any(moved);
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
