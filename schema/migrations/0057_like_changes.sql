-- step: in a transaction
-- Counts of likes that somebody held are shown later, by whoever comes next: readers see the count change then, and the lists that are
-- sorted by it. That is recorded in the change log; that of `entry_ids`, whoever calls it records.
create or replace function quire.show_likes(entry_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
  ), recorded as (
    insert into quire.change (node, event, tags)
    select 'post:' || f.entry_id, 'UPDATED', array['post:' || f.entry_id, 'posts:liked']
    from free f
    where f.entry_id <> all(entry_ids)
  )
  update quire.entry_like_count k set is_due = false from free f where k.entry_id = f.entry_id;
end $$;

create or replace function quire.after_entries_updated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
    update quire.series_post l
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
    perform quire.show_likes('{}');
  end if;
  return null;
end $$;
