-- step: in a transaction
-- Blocks of 32 to 64 comments, in place of 512 to 1,024. To number a block anew writes its comments, each into every index of the
-- table; later blocks are one short row each, and get what was added or taken away before them all at once. Older blocks, and
-- discussions that were arranged as a whole, are split when something changes in them.

-- a change writes most rows of its entry: beside the old ones, so that no index has to know
alter table quire.comment_block set (fillfactor = 50);

-- Numbers the block of an entry in which this time and id lie, and splits it if it is too long. Answers with the place where the next
-- one begins, and by how much that one and those after it have to grow; null where none follows.
create function quire.number_one_block(
  entry bigint, at timestamptz, place_id bigint, out following_at timestamptz, out following_id bigint, out grown integer
)
language plpgsql
set enable_seqscan = off
as $$
declare
  longest constant integer := 64;
  split_size constant integer := 32;
  block quire.comment_block;
  following quire.comment_block;
  times timestamptz[];
  ids bigint[];
  counted integer;
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

  select coalesce(array_agg(o.published_at), '{}'), coalesce(array_agg(o.id), '{}') into times, ids
  from (
    select c.published_at, c.id
    from quire.comment c
    where c.entry_id = entry
      and c.visible_from is not null
      and (c.published_at, c.id) >= (block.first_at, block.first_id)
      and (c.published_at, c.id) < (coalesce(following.first_at, 'infinity'), coalesce(following.first_id, 0))
    order by c.published_at, c.id
  ) o;
  counted := cardinality(ids);
  blocks := array[block.id];
  size := greatest(counted, 1);
  if counted > longest then
    size := split_size;
    with made as (
      insert into quire.comment_block (entry_id, first_at, first_id, before)
      select entry, k.at, k.id, block.before + k.place - 1
      from unnest(times, ids) with ordinality as k (at, id, place)
      where k.place > 1 and (k.place - 1) % split_size = 0
      returning id, before
    )
    select array_prepend(block.id, array_agg(m.id order by m.before)) into blocks from made m;
  end if;

  -- the ids twice: joined by them alone, the whole table may be read
  update quire.comment c
  set number = 1 + (k.place - 1) % size,
    block_id = blocks[1 + (k.place - 1) / size]
  from unnest(ids) with ordinality as k (id, place)
  where c.id = k.id
    and c.id = any(ids)
    and (c.number, c.block_id) is distinct from (1 + (k.place - 1) % size, blocks[1 + (k.place - 1) / size]);

  following_at := following.first_at;
  following_id := following.first_id;
  grown := counted - (following.before - block.before);
end $$;

-- The same for every block in which one of these times and ids lies, and counts them in those that follow.
create or replace function quire.number_blocks(entry bigint, times timestamptz[], ids bigint[]) returns void
language plpgsql as $$
declare
  changed record;
  one record;
  following_at timestamptz[] := '{}';
  following_id bigint[] := '{}';
  growths integer[] := '{}';
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
    select o.* into one from quire.number_one_block(entry, changed.at, changed.id) o;
    if one.grown <> 0 then
      following_at := following_at || one.following_at;
      following_id := following_id || one.following_id;
      growths := growths || one.grown;
    end if;
  end loop;
  if cardinality(growths) > 0 then
    update quire.comment_block b
    set before = b.before + k.growth
    from (
      -- with its peers: a block grows by what has changed before it
      select p.id, sum(p.growth) over (order by p.at, p.first_id)::integer as growth
      from (
        select o.id, o.first_at as at, o.first_id, 0 as growth from quire.comment_block o where o.entry_id = entry
        union all
        select null, g.at, g.id, g.growth from unnest(following_at, following_id, growths) as g (at, id, growth)
      ) p
    ) k
    where b.id = k.id and k.growth <> 0;
  end if;
end $$;

drop function quire.number_block(bigint, timestamptz, bigint);

-- As before but for the end: all blocks of an entry at once, and the one without a row also where few comments are left.
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
    select k.entry_id, array_agg(k.first_at) as times, array_agg(k.first_id) as ids
    from (
      select b.entry_id, b.first_at, b.first_id
      from quire.comment_block b
      where b.entry_id = any(entry_ids)
      union
      select b.entry_id, '-infinity', 0
      from quire.comment_block b
      where b.entry_id = any(entry_ids)
      union
      select c.entry_id, '-infinity', 0
      from quire.comment c
      where c.entry_id = any(entry_ids)
      group by c.entry_id
      having count(*) > 1024
    ) k
    group by k.entry_id
    order by k.entry_id
  loop
    perform quire.number_blocks(level.entry_id, level.times, level.ids);
  end loop;

  perform quire.withhold_discussions(entry_ids);
end $$;

-- As before but for the length of blocks.
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
    if newest.number < 32 then
      new.number := newest.number + 1;
      new.block_id := newest.block_id;
    elsif newest.number >= 32 then
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

-- A discussion in which nearly all reply to one comment made Postgres expect that many replies of every comment, and read the whole
-- table to find the two of another. What is few is looked for by steps on an index, and what is many is read from there as well.
alter function quire.show_or_hide(bigint) set enable_seqscan = off;
alter function quire.show_or_hide(bigint) set enable_hashjoin = off;
alter function quire.show_or_hide(bigint) set enable_mergejoin = off;
alter table quire.comment alter column parent_id set (n_distinct = -0.3);

revoke all on function quire.number_one_block(bigint, timestamptz, bigint) from public;

-- step: outside a transaction
-- the number of distinct parents holds from here on
analyze quire.comment (parent_id);
