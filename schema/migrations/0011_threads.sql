-- Threads whose upkeep does not grow with their length, and likes whose upkeep does not grow with their number.
-- The README beside this folder says how threads are kept. Steps in a transaction read nothing that grows with the number of comments:
-- what the version before has kept otherwise is arranged entry by entry, in a step of its own or when somebody changes it before.

-- first what a reader locks last: in the other order, each would wait for the other
alter table quire.comment add column block_id bigint;

create table quire.comment_block (
  id bigint generated always as identity primary key,
  entry_id bigint not null references quire.entry on delete cascade,
  first_at timestamptz not null,
  first_id bigint not null,
  before integer not null,
  unique (entry_id, first_at, first_id)
);
comment on table quire.comment_block is
  'The visible responses to an entry, oldest first, are numbered within blocks of some hundreds: a change in the middle numbers one block anew.';
comment on column quire.comment_block.first_at is
  'With first_id: where the block begins, a time and an id. It ends where the next one begins; what stands before all of them is a block without a row.';
comment on column quire.comment_block.before is 'How many visible responses are in the blocks before it.';

create table quire.withheld_discussion (
  entry_id bigint primary key references quire.entry on delete cascade,
  shown_at timestamptz
);
comment on table quire.withheld_discussion is
  'Entries with comments that readers do not see because they do not see the entry: few, so that every view of comments can leave them out.';
comment on column quire.withheld_discussion.shown_at is 'When the entry is published, at a time to come; null: nobody knows.';

create table quire.unarranged_entry (
  entry_id bigint primary key
);
comment on table quire.unarranged_entry is 'Entries whose comments are still as versions before 0011 kept them.';
create table quire.entry_like_count (
  entry_id bigint primary key references quire.entry on delete cascade,
  like_count integer not null,
  is_due boolean not null
);
create index entry_like_count_due on quire.entry_like_count (entry_id) where is_due;
comment on table quire.entry_like_count is 'The likes of entries that were liked since 0011; of others, entry.like_count says it.';
comment on column quire.entry_like_count.is_due is 'Whether entry.like_count has another number, since somebody held the entry.';


-- step: in a transaction
-- Nobody writes until this step ends: what was written before is unarranged, what is written afterwards is not. In the order in
-- which a new comment locks them.
lock table quire.comment, quire.entry in share row exclusive mode;

insert into quire.unarranged_entry (entry_id) select e.id from quire.entry e;

comment on column quire.comment.visible_from is
  'Not null: approved like all its ancestors. Readers see it unless the discussion is withheld. (A time, as before 0011: a past one.)';
comment on column quire.comment.number is
  '1 … n within its block, of visible responses. With what is before the block: 1 … n among all on the entry, oldest first.';
comment on column quire.comment.block_id is 'Null: the block that has no row.';
comment on column quire.comment.reply_count is 'Of approved replies, whether this one is visible or not.';
comment on column quire.comment.descendant_count is
  'Of comments below that would be visible if this one were: what happens above changes nothing here.';

-- Numbers the block of an entry in which this time and id lie, splits it if it is too long, and counts it in those that follow.
create function quire.number_block(entry bigint, at timestamptz, place_id bigint) returns void
language plpgsql as $$
declare
  longest constant integer := 1024;
  split_size constant integer := 512;
  block quire.comment_block;
  following quire.comment_block;
  counted integer;
  grown integer;
  size integer;
  blocks bigint[];
begin
  select b.* into block
  from quire.comment_block b
  where b.entry_id = entry and (b.first_at, b.first_id) <= (at, place_id)
  order by b.first_at desc, b.first_id desc
  limit 1;
  select b.* into following
  from quire.comment_block b
  where b.entry_id = entry and (b.first_at, b.first_id) > (at, place_id)
  order by b.first_at, b.first_id
  limit 1;
  -- constants of the block that has no row, and of the end: one range of the index, whatever the plan
  block.first_at := coalesce(block.first_at, '-infinity');
  block.first_id := coalesce(block.first_id, 0);
  block.before := coalesce(block.before, 0);

  select count(*)::integer into counted
  from quire.comment c
  where c.entry_id = entry
    and c.visible_from is not null
    and (c.published_at, c.id) >= (block.first_at, block.first_id)
    and (c.published_at, c.id) < (coalesce(following.first_at, 'infinity'), coalesce(following.first_id, 0));
  blocks := array[block.id];
  size := greatest(counted, 1);
  if counted > longest then
    size := split_size;
    with placed as (
      select c.published_at, c.id, row_number() over (order by c.published_at, c.id) - 1 as place
      from quire.comment c
      where c.entry_id = entry
        and c.visible_from is not null
        and (c.published_at, c.id) >= (block.first_at, block.first_id)
        and (c.published_at, c.id) < (coalesce(following.first_at, 'infinity'), coalesce(following.first_id, 0))
    ), made as (
      insert into quire.comment_block (entry_id, first_at, first_id, before)
      select entry, p.published_at, p.id, block.before + p.place
      from placed p
      where p.place > 0 and p.place % split_size = 0
      returning id, before
    )
    select array_prepend(block.id, array_agg(m.id order by m.before)) into blocks from made m;
  end if;

  update quire.comment c
  set number = 1 + p.place % size,
    block_id = blocks[1 + p.place / size]
  from (
    select o.id, row_number() over (order by o.published_at, o.id)::integer - 1 as place
    from quire.comment o
    where o.entry_id = entry
      and o.visible_from is not null
      and (o.published_at, o.id) >= (block.first_at, block.first_id)
      and (o.published_at, o.id) < (coalesce(following.first_at, 'infinity'), coalesce(following.first_id, 0))
  ) p
  where c.id = p.id
    and (c.number, c.block_id) is distinct from (1 + p.place % size, blocks[1 + p.place / size]);

  grown := counted - (following.before - block.before);
  if grown <> 0 then
    update quire.comment_block b
    set before = b.before + grown
    where b.entry_id = entry and (b.first_at, b.first_id) >= (following.first_at, following.first_id);
  end if;
end $$;

-- The same for every block in which one of these times and ids lies.
create function quire.number_blocks(entry bigint, times timestamptz[], ids bigint[]) returns void
language plpgsql as $$
declare
  changed record;
begin
  for changed in
    select distinct on (b.id) k.at, k.id
    from unnest(times, ids) as k (at, id)
    left join lateral (
      select o.id
      from quire.comment_block o
      where o.entry_id = entry and (o.first_at, o.first_id) <= (k.at, k.id)
      order by o.first_at desc, o.first_id desc
      limit 1
    ) b on true
    order by b.id
  loop
    perform quire.number_block(entry, changed.at, changed.id);
  end loop;
end $$;

-- Arranges all comments on the given entries anew, however they were written: visibility, counts, numbers, and the counts of the
-- entries. Its time is that of reading and comparing them all: what changes few comments is done by the functions after it.
-- Statistics know nothing of what was written just now, and a nested loop over a bulk load would take hours: each table is
-- narrowed to the entries by itself, and joined by hashing.
create or replace function quire.arrange_threads(entry_ids bigint[]) returns void
language plpgsql
set plan_cache_mode = force_custom_plan
set enable_nestloop = off
set jit = off
as $$
declare
  level record;
  above bigint[] := '{}';
  below bigint[] := '{}';
  replies integer[] := '{}';
  descendants integer[] := '{}';
begin
  perform from quire.entry e where e.id = any(entry_ids) order by e.id for no key update;
  delete from quire.unarranged_entry u where u.entry_id = any(entry_ids);

  -- counts, from the deepest level upwards: each from those of the level below
  for level in
    select c.depth, array_agg(c.id) as ids
    from quire.comment c
    where c.entry_id = any(entry_ids)
    group by c.depth
    order by c.depth desc
  loop
    with counted as (
      select c.id, c.parent_id, c.status, coalesce(k.replies, 0) as reply_count, coalesce(k.descendants, 0) as descendant_count,
        (c.reply_count, c.descendant_count) <> (coalesce(k.replies, 0), coalesce(k.descendants, 0)) as is_wrong
      from quire.comment c
      left join unnest(below, replies, descendants) as k (id, replies, descendants) on k.id = c.id
      where c.id = any(level.ids)
    ), mended as (
      update quire.comment c
      set reply_count = k.reply_count, descendant_count = k.descendant_count
      from counted k
      where k.is_wrong and c.id = k.id and c.id = any(level.ids)
    )
    select coalesce(array_agg(g.parent_id), '{}'), coalesce(array_agg(g.replies), '{}'), coalesce(array_agg(g.descendants), '{}')
    into below, replies, descendants
    from (
      select k.parent_id, count(*)::integer as replies, (count(*) + sum(k.descendant_count))::integer as descendants
      from counted k
      where k.status = 'APPROVED' and k.parent_id is not null
      group by k.parent_id
    ) g;
  end loop;

  -- visibility, from the roots downwards: each from that of the level above
  for level in
    select c.depth, array_agg(c.id) as ids
    from quire.comment c
    where c.entry_id = any(entry_ids)
    group by c.depth
    order by c.depth
  loop
    with judged as (
      select c.id, c.visible_from is not null as was_visible,
        c.status = 'APPROVED' and (c.parent_id is null or c.parent_id = any(above)) as is_visible
      from quire.comment c
      where c.id = any(level.ids)
    ), mended as (
      update quire.comment c
      set visible_from = case when j.is_visible then timestamptz '-infinity' end
      from judged j
      where j.is_visible <> j.was_visible and c.id = j.id and c.id = any(level.ids)
    )
    select coalesce(array_agg(j.id), '{}') into above from judged j where j.is_visible;
  end loop;

  -- numbers: short discussions at once, long ones block by block, from the oldest on
  with placed as (
    select c.id, c.number, row_number() over (partition by c.entry_id order by c.published_at, c.id)::integer as place
    from quire.comment c
    where c.entry_id = any(entry_ids)
      and c.visible_from is not null
      and c.entry_id <> all(array(select b.entry_id from quire.comment_block b where b.entry_id = any(entry_ids)))
  )
  update quire.comment c
  set number = p.place
  from placed p
  where c.id = p.id and c.entry_id = any(entry_ids) and c.number is distinct from p.place;
  for level in
    select b.entry_id, b.first_at, b.first_id
    from quire.comment_block b
    where b.entry_id = any(entry_ids)
    union all
    select c.entry_id, '-infinity', 0
    from quire.comment c
    where c.entry_id = any(entry_ids)
    group by c.entry_id
    having count(*) > 1024
    order by 1, 2, 3
  loop
    perform quire.number_block(level.entry_id, level.first_at, level.first_id);
  end loop;

  perform quire.withhold_discussions(entry_ids);
end $$;

-- Which of the entries withhold their discussions, and the counts that entries show: all that publishing and withdrawing changes.
create function quire.withhold_discussions(entry_ids bigint[]) returns void
language plpgsql
set plan_cache_mode = force_custom_plan
as $$
begin
  delete from quire.withheld_discussion w
  using quire.entry e
  where w.entry_id = any(entry_ids) and e.id = w.entry_id and e.status = 'PUBLISHED' and e.published_at <= now();
  insert into quire.withheld_discussion (entry_id, shown_at)
  select e.id, case when e.status = 'PUBLISHED' then e.published_at end
  from quire.entry e
  where e.id = any(entry_ids)
    and not (e.status = 'PUBLISHED' and e.published_at <= now())
    and exists (select from quire.comment c where c.entry_id = e.id and c.visible_from is not null)
  on conflict (entry_id) do update set shown_at = excluded.shown_at;

  update quire.entry e
  set comment_count = t.comments, mention_count = t.mentions
  from (
    select k.id,
      count(c.id) filter (where c.kind = 'COMMENT')::integer as comments,
      count(c.id) filter (where c.kind <> 'COMMENT')::integer as mentions
    from quire.entry k
    left join quire.comment c
      on c.entry_id = k.id and c.entry_id = any(entry_ids) and c.visible_from is not null and k.status = 'PUBLISHED'
    where k.id = any(entry_ids)
    group by k.id
  ) t
  where t.id = e.id
    and e.id = any(entry_ids)
    and (e.comment_count, e.mention_count) is distinct from (t.comments, t.mentions);
end $$;

-- A comment begins visible if all above it are, and with its number if it is the newest: as those that readers write, and most
-- of an import. Then its row is written once. Others are numbered by after_comments_inserted().
-- Its plans are kept, and one made for an empty table must also serve a full one: the newest comment is one step on an index.
create or replace function quire.set_comment_path() returns trigger
language plpgsql
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
declare
  above bigint[];
  is_above_visible boolean := true;
  newest record;
begin
  -- before the foreign keys hold the parent: who deletes it holds the entry already
  perform from quire.entry e where e.id = new.entry_id for no key update;
  if new.parent_id is not null then
    select p.path, p.visible_from is not null into above, is_above_visible from quire.comment p where p.id = new.parent_id;
    if not found then
      raise foreign_key_violation using message = 'the parent of a comment does not exist';
    end if;
  end if;
  new.path := above || new.id;
  new.root_id := new.path[1];
  new.depth := cardinality(new.path) - 1;
  new.visible_from := null;
  new.number := null;
  new.block_id := null;
  new.reply_count := 0;
  new.descendant_count := 0;
  if new.status <> 'APPROVED' or not is_above_visible then
    return new;
  end if;

  new.visible_from := '-infinity';
  -- not "entry_id = …": then other indexes would have the order too, and read the comments of all entries
  select c.entry_id, c.published_at, c.id, c.number, c.block_id into newest
  from quire.comment c
  where c.entry_id <= new.entry_id and c.visible_from is not null
  order by c.entry_id desc, c.published_at desc, c.id desc
  limit 1;
  if newest.entry_id is distinct from new.entry_id then
    new.number := case when not exists (select from quire.comment_block b where b.entry_id = new.entry_id) then 1 end;
  elsif (new.published_at, new.id) > (newest.published_at, newest.id)
    and newest.block_id is not distinct from (
      select b.id from quire.comment_block b where b.entry_id = new.entry_id order by b.first_at desc, b.first_id desc limit 1
    )
  then
    if newest.number < 512 then
      new.number := newest.number + 1;
      new.block_id := newest.block_id;
    elsif newest.number >= 512 then
      insert into quire.comment_block (entry_id, first_at, first_id, before)
      values (
        new.entry_id, new.published_at, new.id,
        newest.number + coalesce((select b.before from quire.comment_block b where b.id = newest.block_id), 0)
      )
      returning id into new.block_id;
      new.number := 1;
    end if;
  end if;
  return new;
end $$;

-- The ancestors whose counts hold a comment: up to the first that is not approved, which counts what would be visible below it.
create function quire.counting_ancestors(own_path bigint[], is_visible boolean) returns bigint[]
language sql stable as $$
  select case
    when is_visible then own_path[:cardinality(own_path) - 1]
    else own_path[
      1 + coalesce((
        select max(a.depth)
        from quire.comment a
        where a.id = any(own_path[:cardinality(own_path) - 1]) and a.status <> 'APPROVED'
      ), 0)
      : cardinality(own_path) - 1
    ]
  end
$$;

create or replace function quire.after_comments_inserted() returns trigger
language plpgsql as $$
declare
  most constant integer := 100;
  whole bigint[];
  entry record;
begin
  if not exists (select from added n where n.status = 'APPROVED') then
    return null;
  end if;
  -- of very many that are not the newest of their discussions, the entries are arranged at once
  whole := array(
    select distinct n.entry_id from added n join quire.unarranged_entry u on u.entry_id = n.entry_id
    union
    select n.entry_id
    from added n
    where n.visible_from is not null
      and n.number is null
      and most < (select count(*) from added o where o.visible_from is not null and o.number is null)
  );
  if cardinality(whole) > 0 then
    perform quire.arrange_threads(whole);
  end if;

  update quire.comment c
  set descendant_count = c.descendant_count + k.descendants,
    reply_count = c.reply_count + k.replies
  from (
    select a.id, count(*)::integer as descendants, count(*) filter (where a.id = n.parent_id)::integer as replies
    from added n
    cross join lateral unnest(quire.counting_ancestors(n.path, n.visible_from is not null)) as a (id)
    where n.status = 'APPROVED' and n.parent_id is not null and n.entry_id <> all(whole)
    group by a.id
  ) k
  where c.id = k.id;

  for entry in
    select n.entry_id as id, array_agg(n.published_at) as times, array_agg(n.id) as ids
    from added n
    where n.visible_from is not null and n.number is null and n.entry_id <> all(whole)
    group by n.entry_id
    order by n.entry_id
  loop
    perform quire.number_blocks(entry.id, entry.times, entry.ids);
  end loop;
  perform quire.count_responses(array_agg(k.entry_id), array_agg(k.comments), array_agg(k.mentions))
  from (
    select n.entry_id, count(*) filter (where n.kind = 'COMMENT')::integer as comments,
      count(*) filter (where n.kind <> 'COMMENT')::integer as mentions
    from added n
    where n.visible_from is not null and n.entry_id <> all(whole)
    group by n.entry_id
  ) k;
  return null;
end $$;

-- Adds to the counts of entries, and withholds the discussions of those that readers do not see.
create function quire.count_responses(entry_ids bigint[], comments integer[], mentions integer[]) returns void
language plpgsql as $$
begin
  update quire.entry e
  set comment_count = e.comment_count + k.comments,
    mention_count = e.mention_count + k.mentions
  from unnest(entry_ids, comments, mentions) as k (id, comments, mentions)
  where e.id = k.id and e.status = 'PUBLISHED' and (k.comments, k.mentions) <> (0, 0);
  insert into quire.withheld_discussion (entry_id, shown_at)
  select e.id, case when e.status = 'PUBLISHED' then e.published_at end
  from quire.entry e
  where e.id = any(entry_ids) and not (e.status = 'PUBLISHED' and e.published_at <= now())
  on conflict (entry_id) do nothing;
end $$;

-- Shows or hides a comment whose status has changed, with all below it that its status alone kept visible or not. Answers with
-- the rows whose visibility changed.
create function quire.show_or_hide(comment_id bigint) returns table (id bigint, kind text, published_at timestamptz, is_shown boolean)
language plpgsql as $$
begin
  return query
  with recursive changed as (
    select c.id, c.status = 'APPROVED' as is_shown
    from quire.comment c
    left join quire.comment p on p.id = c.parent_id
    where c.id = comment_id
      and (c.visible_from is not null) <> (c.status = 'APPROVED' and (p.id is null or p.visible_from is not null))
    union all
    select d.id, k.is_shown
    from changed k
    join quire.comment d on d.parent_id = k.id
    where case when k.is_shown then d.status = 'APPROVED' else d.visible_from is not null end
  )
  update quire.comment c
  set visible_from = case when k.is_shown then timestamptz '-infinity' end
  from changed k
  where c.id = k.id
  returning c.id, c.kind, c.published_at, k.is_shown;
end $$;

-- From the top of threads downwards: then what is above a comment has its new status, and its counts.
create function quire.apply_changes(entry bigint, changes jsonb) returns void
language plpgsql as $$
declare
  change record;
  comments integer := 0;
  mentions integer := 0;
  times timestamptz[] := '{}';
  ids bigint[] := '{}';
  shown record;
begin
  for change in
    select k.*, c.parent_id, c.path, c.kind, c.published_at, c.visible_from is not null as was_visible,
      c.status = 'APPROVED' as is_approved
    from jsonb_to_recordset(changes) as k (id bigint, was_approved boolean, old_kind text, old_time timestamptz)
    join quire.comment c on c.id = k.id
    order by c.depth, c.id
  loop
    if change.was_visible then
      comments := comments + (change.kind = 'COMMENT')::integer - (change.old_kind = 'COMMENT')::integer;
      mentions := mentions + (change.kind <> 'COMMENT')::integer - (change.old_kind <> 'COMMENT')::integer;
      if change.published_at <> change.old_time then
        times := times || change.old_time || change.published_at;
        ids := ids || change.id || change.id;
      end if;
    end if;
    continue when change.was_approved = change.is_approved;

    -- counted anew: an earlier change of this loop may have been below it
    update quire.comment a
    set descendant_count = a.descendant_count + k.size,
      reply_count = a.reply_count + case when a.id = change.parent_id then sign(k.size)::integer else 0 end
    from (
      select case when change.is_approved then 1 else -1 end * (c.descendant_count + 1) as size
      from quire.comment c
      where c.id = change.id
    ) k
    where a.id = any(quire.counting_ancestors(change.path, false));
    select array_agg(s.id) as ids, array_agg(s.published_at) as times,
      coalesce(sum(case when s.is_shown then 1 else -1 end) filter (where s.kind = 'COMMENT'), 0)::integer as comments,
      coalesce(sum(case when s.is_shown then 1 else -1 end) filter (where s.kind <> 'COMMENT'), 0)::integer as mentions
    into shown
    from quire.show_or_hide(change.id) s;
    comments := comments + shown.comments;
    mentions := mentions + shown.mentions;
    times := times || shown.times;
    ids := ids || shown.ids;
  end loop;
  if cardinality(ids) > 0 then
    perform quire.number_blocks(entry, times, ids);
  end if;
  perform quire.count_responses(array[entry], array[comments], array[mentions]);
end $$;

create or replace function quire.after_comments_updated() returns trigger
language plpgsql as $$
declare
  most constant integer := 1000;
  whole bigint[];
  entry record;
begin
  -- what the functions above update within a change
  if pg_trigger_depth() > 1 then
    return null;
  end if;
  with changed as (
    select n.id, n.entry_id
    from (
      select a.id, a.entry_id, a.status = 'APPROVED', a.kind, a.published_at from added a
      except
      select r.id, r.entry_id, r.status = 'APPROVED', r.kind, r.published_at from removed r
    ) n
  )
  select array_agg(distinct c.entry_id) filter (where c.is_many or u.entry_id is not null) into whole
  from (select k.entry_id, count(*) over () > most as is_many from changed k) c
  left join quire.unarranged_entry u on u.entry_id = c.entry_id;
  if cardinality(whole) > 0 then
    perform quire.arrange_threads(whole);
  end if;

  for entry in
    select a.entry_id as id, jsonb_agg(jsonb_build_object(
      'id', a.id, 'was_approved', r.status = 'APPROVED', 'old_kind', r.kind, 'old_time', r.published_at
    )) as changes
    from added a
    join removed r on r.id = a.id
    where (a.status = 'APPROVED', a.kind, a.published_at) <> (r.status = 'APPROVED', r.kind, r.published_at)
      and a.entry_id <> all(coalesce(whole, '{}'))
    group by a.entry_id
    order by a.entry_id
  loop
    perform quire.apply_changes(entry.id, entry.changes);
  end loop;
  return null;
end $$;

-- The rows that a foreign key deletes with their parent come first, in statements of their own; what they counted in is arranged
-- anew at the end.
create or replace function quire.after_comments_deleted() returns trigger
language plpgsql as $$
declare
  entry record;
begin
  for entry in
    select r.entry_id as id, bool_or(r.descendant_count > 0 or u.entry_id is not null) as is_whole,
      count(*) filter (where r.visible_from is not null and r.kind = 'COMMENT')::integer as comments,
      count(*) filter (where r.visible_from is not null and r.kind <> 'COMMENT')::integer as mentions,
      array_agg(r.published_at) filter (where r.visible_from is not null) as times,
      array_agg(r.id) filter (where r.visible_from is not null) as ids
    from removed r
    join quire.entry e on e.id = r.entry_id
    left join quire.unarranged_entry u on u.entry_id = r.entry_id
    group by r.entry_id
    order by r.entry_id
  loop
    if entry.is_whole then
      perform quire.arrange_threads(array[entry.id]);
      continue;
    end if;
    update quire.comment c
    set descendant_count = c.descendant_count - k.descendants,
      reply_count = c.reply_count - k.replies
    from (
      select a.id, count(*)::integer as descendants, count(*) filter (where a.id = r.parent_id)::integer as replies
      from removed r
      cross join lateral unnest(quire.counting_ancestors(r.path, r.visible_from is not null)) as a (id)
      where r.entry_id = entry.id and r.status = 'APPROVED' and r.parent_id is not null
      group by a.id
    ) k
    where c.id = k.id;
    if entry.ids is not null then
      perform quire.number_blocks(entry.id, entry.times, entry.ids);
      perform quire.count_responses(array[entry.id], array[-entry.comments], array[-entry.mentions]);
    end if;
  end loop;
  return null;
end $$;

create or replace function quire.after_entries_updated() returns trigger
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
  unarranged bigint[];
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
    unarranged := array(select u.entry_id from quire.unarranged_entry u where u.entry_id = any(moved));
    if cardinality(unarranged) > 0 then
      perform quire.arrange_threads(unarranged);
    end if;
    perform quire.withhold_discussions(moved);
  end if;
  if exists (select from quire.entry_like_count k where k.is_due and k.entry_id in (select n.id from added n)) then
    perform quire.show_likes(array(select n.id from added n));
  end if;
  return null;
end $$;

drop function quire.append_comment(bigint);

-- For the version before, which reads threads by ranks: counted where they are selected, and no longer stored. A later migration
-- may drop it with the columns place and widest of the views.
create function quire.place_of(own_path bigint[]) returns integer[]
language sql stable security definer
set search_path = ''
as $$
  select array_agg(
    case
      when a.parent_id is null then (
        select count(*)::integer
        from quire.comment o
        where o.entry_id = a.entry_id and o.parent_id is null and o.visible_from is not null
          and (o.published_at, o.id) <= (a.published_at, a.id)
      )
      else (
        select count(*)::integer
        from quire.comment o
        where o.parent_id = a.parent_id and o.visible_from is not null and (o.published_at, o.id) <= (a.published_at, a.id)
      )
    end
    order by a.depth
  )
  from quire.comment a
  where a.id = any(own_path)
$$;

-- waits: whether only its writer sees it among the others. Then it stands last among its siblings, and counts nowhere.
create or replace view quire_reader.comment as
select c.id, c.entry_id,
  (select e.kind from quire.entry e where e.id = c.entry_id) as entry_kind,
  c.parent_id, c.root_id, c.path, c.depth,
  quire.place_of(c.path) as place,
  (select coalesce(max(k.rank), 0) from unnest((quire.place_of(c.path))[2:]) as k (rank)) as widest,
  (select e.uri from quire.entry e where e.id = c.entry_id) || '#comment-' || c.id as uri,
  (select s.url from quire.site s)
    || (select e.uri from quire.entry e where e.id = c.entry_id) || '#comment-' || c.id as link,
  c.kind, 'APPROVED'::text as status,
  case
    when c.block_id is null then c.number
    else c.number + (select b.before from quire.comment_block b where b.id = c.block_id)
  end as number,
  case when c.is_deleted then '' else c.content_html end as content_html,
  case when c.is_deleted then '' else c.content_markdown end as content_markdown,
  case when c.is_deleted then '' else c.content_text end as content_text,
  case when c.is_deleted then '' else c.content_html end as content_source,
  case when not c.is_deleted then c.author_id end as author_id,
  case when not c.is_deleted then c.guest_name end as guest_name,
  case when not c.is_deleted then c.guest_url end as guest_url,
  case when c.is_deleted then md5(c.id::text)::uuid else c.guest_avatar_key end as guest_avatar_key,
  case when not c.is_deleted then c.source_url end as source_url,
  case when not c.is_deleted then c.source_title end as source_title,
  case when not c.is_deleted then c.source_site_name end as source_site_name,
  case when not c.is_deleted then c.source_verified_at end as source_verified_at,
  c.published_at, c.updated_at, c.is_deleted,
  c.reply_count, c.descendant_count, c.like_count,
  c.search,
  true as is_listed, false as waits
from quire.comment c
where c.visible_from is not null
  and c.entry_id not in (select w.entry_id from quire.withheld_discussion w where coalesce(w.shown_at > now(), true));

create or replace view quire.written_comment as
select c.id, c.entry_id,
  (select e.kind from quire.entry e where e.id = c.entry_id) as entry_kind,
  c.parent_id, c.root_id, c.path, c.depth,
  case
    when c.visible_from is not null then quire.place_of(c.path)
    else (
      select quire.place_of(p.path) from quire.comment p where p.id = c.parent_id and p.visible_from is not null
    ) || 1000000000 + (
      select count(*)::integer
      from quire.comment o
      where o.parent_id = c.parent_id and o.visible_from is null and (o.published_at, o.id) < (c.published_at, c.id)
    )
  end as place,
  case
    when c.visible_from is null then 0
    else (select coalesce(max(k.rank), 0) from unnest((quire.place_of(c.path))[2:]) as k (rank))
  end as widest,
  (select e.uri from quire.entry e where e.id = c.entry_id) || '#comment-' || c.id as uri,
  (select s.url from quire.site s)
    || (select e.uri from quire.entry e where e.id = c.entry_id) || '#comment-' || c.id as link,
  c.kind, c.status,
  case
    when not l.is_listed then null
    when c.block_id is null then c.number
    else c.number + (select b.before from quire.comment_block b where b.id = c.block_id)
  end as number,
  case when c.is_deleted then '' else c.content_html end as content_html,
  case when c.is_deleted then '' else c.content_markdown end as content_markdown,
  case when c.is_deleted then '' else c.content_text end as content_text,
  case when c.is_deleted then '' else c.content_source end as content_source,
  case when not c.is_deleted then c.author_id end as author_id,
  case when not c.is_deleted then c.guest_name end as guest_name,
  case when not c.is_deleted then c.guest_url end as guest_url,
  case when c.is_deleted then md5(c.id::text)::uuid else c.guest_avatar_key end as guest_avatar_key,
  case when not c.is_deleted then c.source_url end as source_url,
  case when not c.is_deleted then c.source_title end as source_title,
  case when not c.is_deleted then c.source_site_name end as source_site_name,
  case when not c.is_deleted then c.source_verified_at end as source_verified_at,
  c.published_at, c.updated_at, c.is_deleted,
  case when l.is_listed then c.reply_count else 0 end as reply_count,
  case when l.is_listed then c.descendant_count else 0 end as descendant_count,
  c.like_count,
  c.search,
  l.is_listed, false as waits
from quire.comment c
cross join lateral (
  select c.visible_from is not null
    and c.entry_id not in (select w.entry_id from quire.withheld_discussion w where coalesce(w.shown_at > now(), true)) as is_listed
) l;

create or replace view quire_editor.comment as
select w.*
from quire.written_comment w;

create or replace view quire_viewer.comment as
select r.id, r.entry_id, r.entry_kind, r.parent_id, r.root_id, r.path, r.depth, r.place, r.widest, r.uri, r.link,
  r.kind, r.status, r.number, r.content_html, r.content_markdown, r.content_text,
  coalesce((
    select c.content_source
    from quire.comment c
    where c.id = r.id
      and not c.is_deleted
      and (c.author_id = quire_viewer.viewer_id() or c.id = any(quire_viewer.receipt_ids()))
  ), r.content_source) as content_source,
  r.author_id, r.guest_name, r.guest_url, r.guest_avatar_key,
  r.source_url, r.source_title, r.source_site_name, r.source_verified_at,
  r.published_at, r.updated_at, r.is_deleted, r.reply_count, r.descendant_count, r.like_count, r.search,
  r.is_listed, r.waits
from quire_reader.comment r
union all
select w.id, w.entry_id, w.entry_kind, w.parent_id, w.root_id, w.path, w.depth, w.place, w.widest, w.uri, w.link,
  w.kind, case when w.status = 'SPAM' then 'HELD' else w.status end, w.number,
  w.content_html, w.content_markdown, w.content_text, w.content_source,
  w.author_id, w.guest_name, w.guest_url, w.guest_avatar_key,
  w.source_url, w.source_title, w.source_site_name, w.source_verified_at,
  w.published_at, w.updated_at, w.is_deleted, w.reply_count, w.descendant_count, w.like_count, w.search,
  w.status in ('HELD', 'SPAM') and (
    w.parent_id is null or exists (select from quire.comment p where p.id = w.parent_id and p.visible_from is not null)
  ),
  true
from quire.written_comment w
where w.id = any(array(
    select c.id
    from quire.comment c
    where c.author_id = quire_viewer.viewer_id() and c.visible_from is null
    union
    select unnest(quire_viewer.receipt_ids())
  ))
  and not w.is_listed
  and not w.is_deleted
  and exists (
    select from quire.entry e
    where e.id = w.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
  );

-- (limit 1, not exists: one step on an index, always, where Postgres may answer exists by reading the whole table.)
create or replace view quire_reader.author as
select a.id, a.slug, a.uri, a.name, a.sort_name,
  (select s.url from quire.site s) || a.uri as link,
  a.bio_html, a.bio_markdown, a.bio_text, a.bio_html as bio_source,
  a.url, a.links, a.avatar_key, a.joined_at,
  a.post_count - (
    select count(*)::integer
    from quire.post_author l
    where l.author_id = a.id and l.published_at > now()
  ) as post_count,
  a.search
from quire.author a
where a.is_public
  or (
    select min(e.published_at) from quire.entry e
    where e.author_id = a.id and e.status = 'PUBLISHED'
  ) <= now()
  or (
    select min(l.published_at) from quire.post_author l
    where l.author_id = a.id
  ) <= now()
  or (
    select c.id
    from quire.comment c
    where c.author_id = a.id
      and not c.is_deleted
      and c.visible_from is not null
      and c.entry_id not in (select w.entry_id from quire.withheld_discussion w where coalesce(w.shown_at > now(), true))
    limit 1
  ) is not null;

revoke all on all functions in schema quire from public;
grant execute on function quire.place_of(bigint[]) to quire_reader, quire_viewer, quire_editor;

-- Likes of an entry are counted beside it, one more or less: who edits the entry, or comments on it, holds its row, and nobody who
-- likes it waits for that. The count is copied into the entry when its row is free: with the like itself nearly always, or else with
-- the next change of the entry, or the next like of whatever entry.
create function quire.show_likes(entry_ids bigint[]) returns void
language plpgsql as $$
begin
  -- skip locked: whoever holds the count will copy it
  with free as (
    select k.entry_id, k.like_count
    from quire.entry_like_count k
    join quire.entry e on e.id = k.entry_id
    where k.is_due
    order by k.entry_id = any(entry_ids) desc, k.entry_id
    limit cardinality(entry_ids) + 10
    for no key update of k, e skip locked
  ), shown as (
    update quire.entry e set like_count = f.like_count from free f where e.id = f.entry_id
  )
  update quire.entry_like_count k set is_due = false from free f where k.entry_id = f.entry_id;
end $$;

create or replace function quire.count_entry_likes() returns trigger
language plpgsql as $$
declare
  sign integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  insert into quire.entry_like_count (entry_id, like_count, is_due)
  select e.id, e.like_count, false
  from quire.entry e
  where e.id in (select l.entry_id from changed l)
  order by e.id
  on conflict (entry_id) do nothing;
  update quire.entry_like_count k
  set like_count = k.like_count + c.likes, is_due = true
  from (select l.entry_id, sign * count(*)::integer as likes from changed l group by l.entry_id) c
  where k.entry_id = c.entry_id;
  perform quire.show_likes(array(select distinct l.entry_id from changed l));
  return null;
end $$;
create or replace function quire.count_comment_likes() returns trigger
language plpgsql as $$
begin
  perform from quire.comment c
  where c.id in (select comment_id from changed) order by c.id for no key update;
  update quire.comment c
  set like_count = c.like_count + case tg_op when 'INSERT' then k.likes else -k.likes end
  from (select l.comment_id, count(*)::integer as likes from changed l group by l.comment_id) k
  where c.id = k.comment_id;
  return null;
end $$;

-- What stands in the table from before, in pieces: none of them locks an entry for long.
create function quire.split_tail(entry bigint) returns boolean
language plpgsql as $$
declare
  first_one record;
begin
  perform from quire.entry e where e.id = entry for no key update;
  select c.published_at, c.id, c.number into first_one
  from quire.comment c
  where c.entry_id = entry and c.visible_from is not null and c.block_id is null
  order by c.published_at desc, c.id desc
  offset 511
  limit 1;
  if first_one.number is null or first_one.number <= 512 then
    return false;
  end if;
  with made as (
    insert into quire.comment_block (entry_id, first_at, first_id, before)
    values (entry, first_one.published_at, first_one.id, first_one.number - 1)
    returning id, before
  )
  update quire.comment c
  set block_id = m.id, number = c.number - m.before
  from made m
  where c.entry_id = entry
    and c.visible_from is not null
    and c.block_id is null
    and (c.published_at, c.id) >= (first_one.published_at, first_one.id);
  return true;
end $$;

-- step: outside a transaction
drop index concurrently if exists quire.comment_tombstone;
-- then
create index concurrently comment_tombstone on quire.comment (root_id) where is_deleted;

-- step: outside a transaction
drop index concurrently if exists quire.comment_of_entry;
-- then
create index concurrently comment_of_entry on quire.comment (entry_id, published_at);
-- then
drop index concurrently if exists quire.comment_entry;

-- step: outside a transaction
do $$
declare
  long_one bigint;
  batch bigint[];
begin
  -- a piece that waits for one entry holds others: rather begin again
  perform set_config('lock_timeout', '200ms', false);
  for long_one in
    select u.entry_id from quire.unarranged_entry u join quire.entry e on e.id = u.entry_id where e.response_count > 1024
  loop
    while quire.split_tail(long_one) loop
      commit;
    end loop;
    commit;
  end loop;
  loop
    -- entries with some two thousand comments at a time
    batch := array(
      select k.entry_id
      from (
        select u.entry_id, sum(coalesce(e.response_count, 0) + 20) over (order by u.entry_id) as comments,
          row_number() over (order by u.entry_id) as place
        from (select n.entry_id from quire.unarranged_entry n order by n.entry_id limit 100) u
        left join quire.entry e on e.id = u.entry_id
      ) k
      where k.comments < 2000 or k.place = 1
    );
    exit when cardinality(batch) = 0;
    perform quire.arrange_threads(batch);
    commit;
  end loop;
end $$;

-- step: in a transaction
drop function quire.split_tail(bigint);
alter table quire.comment drop column place, drop column widest;
