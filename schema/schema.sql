-- The tables, views and triggers as all migrations leave them. Printed: pytest tests/schema --update.

CREATE SCHEMA quire;

CREATE SCHEMA quire_editor;

CREATE SCHEMA quire_guest;
COMMENT ON SCHEMA quire_guest IS 'What guests may know by a key that only they hold.';

CREATE SCHEMA quire_reader;

CREATE SCHEMA quire_search;
COMMENT ON SCHEMA quire_search IS 'Functions of text search, for all roles. What is found is read from the views of the role; codes of languages and similar words, from two tables that no view shows.';

CREATE SCHEMA quire_viewer;

CREATE FUNCTION quire.after_author_links_updated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.after_authors_linked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform quire.count_posts_of_authors(array(select distinct author_id from changed));
  return null;
end $$;

CREATE FUNCTION quire.after_comments_deleted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.after_comments_inserted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.after_comments_updated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.after_entries_updated() RETURNS trigger
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

CREATE FUNCTION quire.after_posts_filed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform quire.count_posts_of_categories(array(select distinct category_id from changed));
  return null;
end $$;

CREATE FUNCTION quire.after_term_links_updated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.after_terms_linked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  terms bigint[] := array(select distinct term_id from changed);
begin
  perform quire.file_posts(array(select distinct post_id from changed), terms);
  perform quire.count_posts_of_terms(terms);
  return null;
end $$;

CREATE FUNCTION quire.apply_changes(entry bigint, changes jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.arrange_threads(entry_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION quire.author_ids_of_viewer() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select quire_viewer.viewer_id()
    union
    select l.author_id from quire.post_author l join quire.unlisted_post_of_viewer o on o.post_id = l.post_id
    union
    select r.saved_by
    from quire.entry_revision r
    join quire.post_author o on o.post_id = r.entry_id
    where o.author_id = quire_viewer.viewer_id()
    union
    select v.created_by_id from quire_viewer.preview v
    union
    select p.author_id from quire.previewed_author p
    union
    select unnest(d.author_ids) from quire.draft_of_viewer d
    union
    select p.author_id from quire.previewed_page p
  );
end $$;
COMMENT ON FUNCTION quire.author_ids_of_viewer() IS 'Whose profiles the viewer sees, whether or not they are public: asked once a statement, and only if it meets a hidden one.';

CREATE FUNCTION quire.author_search(name text, bio_text text, language text) RETURNS tsvector
    LANGUAGE sql STABLE
    AS $$
  select setweight(quire_search.document(name, language), 'A') || setweight(quire_search.document(bio_text, language), 'B')
$$;

CREATE FUNCTION quire.comment_search(content_text text, is_deleted boolean, language text) RETURNS tsvector
    LANGUAGE sql STABLE
    AS $$
  select quire_search.document(case when is_deleted then '' else content_text end, language)
$$;

CREATE FUNCTION quire.count_comment_likes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform from quire.comment c
  where c.id in (select comment_id from changed) order by c.id for no key update;
  update quire.comment c
  set like_count = c.like_count + case tg_op when 'INSERT' then k.likes else -k.likes end
  from (select l.comment_id, count(*)::integer as likes from changed l group by l.comment_id) k
  where c.id = k.comment_id;
  return null;
end $$;

CREATE FUNCTION quire.count_document_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
  update quire.document_version v set version = v.version + 1 where v.kind = tg_argv[0];
  return null;
end
$$;

CREATE FUNCTION quire.count_entry_likes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.count_posts_of_authors(author_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.count_posts_of_categories(category_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.count_posts_of_terms(term_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.count_published() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  more_posts integer := 0;
  more_responses integer := 0;
  noted bigint;
begin
  if tg_op <> 'DELETE' and new.status = 'PUBLISHED' then
    more_posts := (new.kind = 'POST')::integer;
    more_responses := new.response_count;
  end if;
  if tg_op <> 'INSERT' and old.status = 'PUBLISHED' then
    more_posts := more_posts - (old.kind = 'POST')::integer;
    more_responses := more_responses - old.response_count;
  end if;
  if more_posts = 0 and more_responses = 0 then
    return null;
  end if;
  insert into quire.published_count (posts, responses) values (more_posts, more_responses) returning id into noted;
  if noted % 64 = 0 then
    -- "skip locked": who puts rows together waits for nobody, and is waited for by nobody
    with taken as (
      delete from quire.published_count c
      where c.ctid = any (array(select o.ctid from quire.published_count o limit 1000 for update skip locked))
      returning c.posts, c.responses
    )
    insert into quire.published_count (posts, responses)
    select sum(t.posts), sum(t.responses) from taken t having count(*) > 0;
  end if;
  return null;
end $$;

CREATE FUNCTION quire.count_responses(entry_ids bigint[], comments integer[], mentions integer[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.counting_ancestors(own_path bigint[], is_visible boolean) RETURNS bigint[]
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION quire.entry_search(title text, content_text text, language text) RETURNS tsvector
    LANGUAGE sql STABLE
    AS $$
  select setweight(quire_search.document(title, language), 'A') || setweight(quire_search.document(content_text, language), 'C')
$$;

CREATE FUNCTION quire.file_posts(post_ids bigint[], term_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.guest_key(avatar uuid, name text, url text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select md5(avatar::text || E'\n' || coalesce(name, '') || E'\n' || coalesce(url, ''))::uuid
$$;
COMMENT ON FUNCTION quire.guest_key(avatar uuid, name text, url text) IS 'gql/types/author.py has the same.';

CREATE FUNCTION quire.has_public_work(author bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return coalesce((
      select min(e.published_at) from quire.entry e where e.author_id = author and e.status = 'PUBLISHED'
    ) <= now(), false)
    or coalesce((select min(l.published_at) from quire.post_author l where l.author_id = author) <= now(), false)
    or exists (
      select
      from quire.comment c
      where c.author_id = author and not c.is_deleted and c.visible_from is not null
        and (exists (
          select from quire.withheld_discussion w where w.entry_id = c.entry_id and coalesce(w.shown_at > now(), true)
        )) is false
    );
end $$;
COMMENT ON FUNCTION quire.has_public_work(author bigint) IS 'Whether readers see an entry or a comment by this author, whose profile they then see as well.';

CREATE FUNCTION quire.is_carried(term bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return coalesce((select min(l.published_at) from quire.post_term l where l.term_id = term) <= now(), false);
end $$;
COMMENT ON FUNCTION quire.is_carried(term bigint) IS 'Whether a post that readers see carries this term, which they then see as well.';

CREATE FUNCTION quire.keep_comment_place() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise integrity_constraint_violation using message = 'a comment keeps its parent and its entry';
end $$;

CREATE FUNCTION quire.links_of_previewed_authors() RETURNS TABLE(post_id bigint, author_id bigint, "position" integer, published_at timestamp with time zone, is_listed boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
begin
  return query
  select v.id, k.author_id, k.place::integer, w.published_at, coalesce(w.is_listed, false)
  from (select quire_viewer.preview_id() as id) v
  left join quire.written_post w on w.id = v.id
  left join quire.entry_draft d on d.entry_id = v.id
  cross join lateral (
    select o.author_id, o.place - 1 as place
    from unnest(d.author_ids) with ordinality o (author_id, place)
    union all
    select l.author_id, l.position
    from quire.post_author l
    where l.post_id = v.id and d.entry_id is null
  ) k;
end $$;

CREATE FUNCTION quire.links_of_previewed_categories() RETURNS TABLE(post_id bigint, category_id bigint, is_own boolean, published_at timestamp with time zone, is_listed boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
begin
  return query
  select p.post_id, a.id, bool_or(a.id = p.term_id), min(p.published_at), bool_and(p.is_listed)
  from quire.links_of_previewed_terms() p
  join quire.term t on t.id = p.term_id and t.kind = 'CATEGORY'
  cross join lateral unnest(t.path) a (id)
  group by p.post_id, a.id;
end $$;

CREATE FUNCTION quire.links_of_previewed_terms() RETURNS TABLE(post_id bigint, term_id bigint, "position" integer, published_at timestamp with time zone, is_listed boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
begin
  return query
  select v.id, k.term_id, k.place::integer, w.published_at, coalesce(w.is_listed, false)
  from (select quire_viewer.preview_id() as id) v
  left join quire.written_post w on w.id = v.id
  left join quire.entry_draft d on d.entry_id = v.id
  cross join lateral (
    select o.term_id, o.place - 1 as place
    from unnest(d.term_ids) with ordinality o (term_id, place)
    union all
    select l.term_id, l.position
    from quire.post_term l
    where l.post_id = v.id and d.entry_id is null
  ) k;
end $$;

CREATE FUNCTION quire.lock_tree() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform pg_advisory_xact_lock(hashtext('quire tree'), tg_relid::integer);
  return null;
end $$;

CREATE FUNCTION quire.media_ids_of_viewer() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select e.featured_media_id from quire.entry e join quire.unlisted_post_of_viewer o on o.post_id = e.id
    union
    select p.featured_media_id from quire.previewed_post p
    union
    select d.featured_media_id from quire.draft_of_viewer d
    union
    select p.featured_media_id from quire.previewed_page p
  );
end $$;
COMMENT ON FUNCTION quire.media_ids_of_viewer() IS 'Likewise: the pictures of the drafts of the viewer, and of what is previewed.';

CREATE FUNCTION quire.move_subtree() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
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
end $_$;

CREATE FUNCTION quire.note_entry_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform quire.note_words(tsvector_to_array(new.search), new.published_at);
  return null;
end
$$;

CREATE FUNCTION quire.note_name_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform quire.note_words(tsvector_to_array(new.search), now());
  return null;
end
$$;

CREATE FUNCTION quire.note_new_entry_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
begin
  insert into quire.search_word (lexeme, shows_at, variants)
  select l.lexeme, l.at, quire_search.variants(l.lexeme)
  from (
    select k.lexeme, min(a.published_at) as at
    from added a
    cross join lateral unnest(tsvector_to_array(a.search)) as k (lexeme)
    where a.status = 'PUBLISHED'
    group by k.lexeme
  ) l
  where l.lexeme ~ '^([a-z]{2}[/=])?[^[:punct:][:digit:][:space:]]{4,24}$'
    and l.lexeme !~ quire_search.unspaced()
    and not exists (select from quire.search_word w where w.lexeme = l.lexeme and w.shows_at <= l.at);
  return null;
end
$_$;

CREATE FUNCTION quire.note_search_language(language text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  if not exists (select from quire.search_language l where l.code = quire_search.code(language)) then
    insert into quire.search_language (code) values (quire_search.code(language));
  end if;
end
$$;

CREATE FUNCTION quire.note_words(lexemes text[], at timestamp with time zone) RETURNS void
    LANGUAGE sql
    AS $_$
  insert into quire.search_word (lexeme, shows_at, variants)
  select l.lexeme, at, quire_search.variants(l.lexeme)
  from (select distinct k.lexeme from unnest(lexemes) as k (lexeme)) l
  where l.lexeme ~ '^([a-z]{2}[/=])?[^[:punct:][:digit:][:space:]]{4,24}$'
    and l.lexeme !~ quire_search.unspaced()
    and not exists (select from quire.search_word w where w.lexeme = l.lexeme and w.shows_at <= at)
$_$;

CREATE FUNCTION quire.number_blocks(entry bigint, times timestamp with time zone[], ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.number_one_block(entry bigint, at timestamp with time zone, place_id bigint, OUT following_at timestamp with time zone, OUT following_id bigint, OUT grown integer) RETURNS record
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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

CREATE FUNCTION quire.place_of(own_path bigint[]) RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

CREATE FUNCTION quire.refile_posts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  below bigint[] := array(select t.id from quire.term t where new.id = any(t.path));
begin
  perform quire.file_posts(array(select distinct l.post_id from quire.post_term l where l.term_id = any(below)), below);
  return null;
end $$;

CREATE FUNCTION quire.remember_uri() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  insert into quire.entry_old_uri (uri, entry_id)
  values (old.uri, old.id)
  on conflict (uri) do update set entry_id = excluded.entry_id;
  return null;
end $$;

CREATE FUNCTION quire.rewrite_search(most integer) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  language constant text := quire.site_language();
  due quire.search_due;
  piece bigint[];
  free bigint[];
  held bigint;
begin
  select * into due from quire.search_due d order by d.kind desc limit 1 for update skip locked;
  if due is null then
    return false;
  end if;
  case due.kind
    when 'entry' then
      piece := array(select e.id from quire.entry e where e.id > due.after order by e.id limit most);
      free := array(select e.id from quire.entry e where e.id = any(piece) for no key update skip locked);
      perform quire.note_search_language(l.language)
      from (select distinct e.language from quire.entry e where e.id = any(free)) l;
      update quire.entry e set search = quire.entry_search(e.title, e.content_text, e.language) where e.id = any(free);
      perform quire.note_words(tsvector_to_array(e.search), e.published_at)
      from quire.entry e
      where e.id = any(free) and e.status = 'PUBLISHED';
    when 'comment' then
      piece := array(select c.id from quire.comment c where c.id > due.after order by c.id limit most);
      free := array(select c.id from quire.comment c where c.id = any(piece) for no key update skip locked);
      update quire.comment c set search = quire.comment_search(c.content_text, c.is_deleted, language) where c.id = any(free);
    when 'author' then
      piece := array(select a.id from quire.author a where a.id > due.after order by a.id limit most);
      free := array(select a.id from quire.author a where a.id = any(piece) for no key update skip locked);
      update quire.author a set search = quire.author_search(a.name, a.bio_text, language) where a.id = any(free);
      perform quire.note_words(tsvector_to_array(a.search), now()) from quire.author a where a.id = any(free) and a.is_public;
    else
      piece := array(select t.id from quire.term t where t.id > due.after order by t.id limit most);
      free := array(select t.id from quire.term t where t.id = any(piece) for no key update skip locked);
      update quire.term t set search = quire.term_search(t.name, t.description, language) where t.id = any(free);
      perform quire.note_words(tsvector_to_array(t.search), now()) from quire.term t where t.id = any(free) and t.is_public;
  end case;
  perform quire.note_search_language(language);
  select min(p.id) into held from unnest(piece) as p (id) where p.id <> all(free);
  if held = piece[1] then
    perform pg_sleep(0.1);
  end if;
  if piece = '{}' then
    delete from quire.search_due d where d.kind = due.kind;
  else
    update quire.search_due d set after = coalesce(held - 1, piece[cardinality(piece)]) where d.kind = due.kind;
  end if;
  return true;
end
$$;

CREATE FUNCTION quire.set_author_search() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  language constant text := quire.site_language();
begin
  new.search := quire.author_search(new.name, new.bio_text, language);
  perform quire.note_search_language(language);
  return new;
end
$$;

CREATE FUNCTION quire.set_comment_path() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_sort TO 'off'
    AS $$
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

CREATE FUNCTION quire.set_comment_search() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  language constant text := quire.site_language();
begin
  new.search := quire.comment_search(new.content_text, new.is_deleted, language);
  perform quire.note_search_language(language);
  return new;
end
$$;

CREATE FUNCTION quire.set_entry_search() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.search := quire.entry_search(new.title, new.content_text, new.language);
  perform quire.note_search_language(new.language);
  return new;
end
$$;

CREATE FUNCTION quire.set_link_time() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  -- locked: the post must not be published or withdrawn by another before this link is there to see
  select case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end into new.published_at
  from quire.entry e
  where e.id = new.post_id
  for no key update;
  return new;
end $$;

CREATE FUNCTION quire.set_path() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
declare
  above bigint[];
begin
  if new.parent_id is not null then
    perform pg_advisory_xact_lock(hashtext('quire tree'), tg_relid::integer);
    execute format('select path from quire.%I where id = $1', tg_table_name) into above using new.parent_id;
  end if;
  new.path := above || new.id;
  return new;
end $_$;

CREATE FUNCTION quire.set_search_due() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  insert into quire.search_due (kind, after)
  values ('comment', 0), ('author', 0), ('term', 0)
  on conflict (kind) do update set after = 0;
  return null;
end
$$;

CREATE FUNCTION quire.set_term_search() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  language constant text := quire.site_language();
begin
  new.search := quire.term_search(new.name, new.description, language);
  perform quire.note_search_language(language);
  return new;
end
$$;

CREATE FUNCTION quire.set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.updated_at := clock_timestamp();
  return new;
end $$;

CREATE FUNCTION quire.show_likes(entry_ids bigint[]) RETURNS void
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

CREATE FUNCTION quire.show_or_hide(comment_id bigint) RETURNS TABLE(id bigint, kind text, published_at timestamp with time zone, is_shown boolean)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
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

CREATE FUNCTION quire.site_language() RETURNS text
    LANGUAGE sql STABLE
    AS $$
  select coalesce((select s.language from quire.site s), 'en')
$$;

CREATE FUNCTION quire.term_ids_of_viewer() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  return array(
    select l.term_id from quire.post_term l join quire.unlisted_post_of_viewer o on o.post_id = l.post_id
    union
    select unnest(d.term_ids) from quire.draft_of_viewer d
    union
    select p.term_id from quire.previewed_term p
  );
end $$;
COMMENT ON FUNCTION quire.term_ids_of_viewer() IS 'Likewise: what the drafts of the viewer carry, and what is previewed.';

CREATE FUNCTION quire.term_search(name text, description text, language text) RETURNS tsvector
    LANGUAGE sql STABLE
    AS $$
  select setweight(quire_search.document(name, language), 'A') || setweight(quire_search.document(coalesce(description, ''), language), 'B')
$$;

CREATE FUNCTION quire.withhold_discussions(entry_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
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

CREATE FUNCTION quire_editor.search_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select quire_search.query(words)
$$;

CREATE FUNCTION quire_guest.liked_comments(guest uuid, comments bigint[]) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select l.comment_id from quire.comment_guest_like l where l.comment_id = any(comments) and l.guest_key = guest
$$;

CREATE FUNCTION quire_guest.liked_posts(guest uuid, posts bigint[]) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select l.entry_id from quire.entry_guest_like l where l.entry_id = any(posts) and l.guest_key = guest
$$;

CREATE FUNCTION quire_reader.search_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select quire_search.query(words)
$$;

CREATE FUNCTION quire_search.beginnings(words text) RETURNS tsquery
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  select to_tsquery('pg_catalog.simple'::regconfig, string_agg(w.word || ':*', ' & '))
  from regexp_split_to_table(quire_search.words_apart(words), ' ') as w (word)
  where w.word <> ''
$$;

CREATE FUNCTION quire_search.candidates(words text) RETURNS tsquery
    LANGUAGE sql STABLE
    AS $$
  select quire_search.in_any_order(quire_search.query(words))
$$;

CREATE FUNCTION quire_search.cleaned(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select quire_search.without_lookahead(case when octet_length(words) = length(words) then words else
    regexp_replace(
      normalize(quire_search.without_marks(normalize(words, nfkd)), nfkc),
      '[\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2010-\u206f\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30fb]',
      ' ', 'g'
    )
  end)
$$;

CREATE FUNCTION quire_search.code(language text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case
    when p.code in ('nb', 'nn') then 'no'
    when quire_search.configuration(p.code) = 'pg_catalog.simple'::regconfig then 'xx'
    else p.code
  end
  from (select lower(split_part(language, '-', 1)) as code) p
$$;

CREATE FUNCTION quire_search.configuration(code text) RETURNS regconfig
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case code
    when 'ar' then 'pg_catalog.arabic'::regconfig when 'ca' then 'pg_catalog.catalan' when 'da' then 'pg_catalog.danish'
    when 'de' then 'pg_catalog.german' when 'el' then 'pg_catalog.greek' when 'en' then 'pg_catalog.english'
    when 'es' then 'pg_catalog.spanish' when 'eu' then 'pg_catalog.basque' when 'fi' then 'pg_catalog.finnish'
    when 'fr' then 'pg_catalog.french' when 'ga' then 'pg_catalog.irish' when 'hi' then 'pg_catalog.hindi'
    when 'hu' then 'pg_catalog.hungarian' when 'hy' then 'pg_catalog.armenian' when 'id' then 'pg_catalog.indonesian'
    when 'it' then 'pg_catalog.italian' when 'lt' then 'pg_catalog.lithuanian' when 'ne' then 'pg_catalog.nepali'
    when 'nl' then 'pg_catalog.dutch' when 'no' then 'pg_catalog.norwegian' when 'pt' then 'pg_catalog.portuguese'
    when 'ro' then 'pg_catalog.romanian' when 'ru' then 'pg_catalog.russian' when 'sr' then 'pg_catalog.serbian'
    when 'sv' then 'pg_catalog.swedish' when 'ta' then 'pg_catalog.tamil' when 'tr' then 'pg_catalog.turkish'
    when 'yi' then 'pg_catalog.yiddish' else 'pg_catalog.simple'
  end
$$;

CREATE FUNCTION quire_search.dictionary(code text) RETURNS regdictionary
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select (quire_search.configuration(code)::text || '_stem')::regdictionary
$$;

CREATE FUNCTION quire_search.document(words text, language text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE
    AS $$
declare
  code constant text := quire_search.code(language);
  size integer;
begin
  if length(words) <= 10000 then
    return quire_search.whole_document(words, code);
  end if;
  foreach size in array array[200000, 80000, 40000, 10000] loop
    if size > 80000 and words ~ quire_search.unspaced() then
      continue;
    end if;
    begin
      return quire_search.whole_document(left(words, size), code);
    exception when program_limit_exceeded then  -- fewer of them, then
    end;
  end loop;
  return '';
end
$$;

CREATE FUNCTION quire_search.ending_with(lexeme text) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select array(
    select w.lexeme
    from quire.search_word w
    where reverse(w.lexeme) operator(pg_catalog.~>=~) reverse(substr(ending_with.lexeme, 4))
      and reverse(w.lexeme) operator(pg_catalog.~<~) (reverse(substr(ending_with.lexeme, 4)) || chr(1114111))
      and left(w.lexeme, 3) = left(ending_with.lexeme, 3)
      and w.lexeme <> ending_with.lexeme
      and w.shows_at <= now()
    group by w.lexeme
    order by length(w.lexeme), w.lexeme
    limit 5
  )
$$;

CREATE FUNCTION quire_search.file_words(title text, url text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select to_tsvector(
    'pg_catalog.simple'::regconfig,
    quire_search.words_apart(left(coalesce(title, '') || ' ' || regexp_replace(url, '^.*/', ''), 1000))
  )
$$;

CREATE FUNCTION quire_search.folded(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select quire_search.plain_letters(quire_search.cleaned(words))
$$;

CREATE FUNCTION quire_search.freshness(at timestamp with time zone) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select 1 + (coalesce(date_part('epoch', at at time zone 'UTC'), 1577836800) - 631152000) / 3155760000  -- null: as of 2020; 0 is 1990
$$;

CREATE FUNCTION quire_search.from_second(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select regexp_replace(
    words,
    '[^' || substr(quire_search.unspaced(), 2) || '+' || quire_search.unspaced() || '?|^' || quire_search.unspaced(),
    ' ', 'g'
  )
$$;

CREATE FUNCTION quire_search.headline(content text, words text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  select quire_search.headline(content, words, 'en', quire_search.query(words))
$$;

CREATE FUNCTION quire_search.headline(content text, words text, language text, query tsquery) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
  code constant text := quire_search.code(language);
  configuration constant regconfig := quire_search.configuration(code);
  shown constant text := normalize(left(content, 50000), nfc);
  accented constant text := quire_search.without_lookahead(shown);
  known text := quire_search.without_accents(normalize(shown, nfd));
  separator constant text := chr(31);  -- no letter in any locale, and in no text
  parted constant text := '(' || quire_search.unspaced() || ')';
  -- the lexemes of its own language, as a dictionary gives them; those of others match nothing
  looked_for tsquery := regexp_replace(
    regexp_replace(query::text, '''([^'']*)''', '''/\1''', 'g'),
    '''/' || case when code = 'en' then '(?:en=)?' else code || '[/=]' end || '([^/='']*)''', '''\1''', 'g'
  )::tsquery;
  fragments text;
  fragment text;
  piece text;
  place integer;
  found text;
  result text[] := '{}';
begin
  if words ~ quire_search.unspaced() then
    looked_for := looked_for || websearch_to_tsquery(
      configuration,
      regexp_replace(
        regexp_replace(quire_search.folded(words), '-(?![a-zA-Z0-9"\u0080-\U0010ffff])', ' ', 'g'), parted, '_\1_', 'g'
      )
    );
  end if;
  known := quire_search.without_lookahead(case when length(known) = length(shown) then known else shown end);
  fragments := quire_search.marked(configuration, regexp_replace(known, parted, separator || '\1' || separator, 'g'), looked_for);
  if fragments is null and known <> accented then
    fragments := quire_search.marked(configuration, accented, looked_for);
    known := case when fragments is null then known else accented end;
  end if;
  fragments := coalesce(
    fragments,
    case when query::text like '%:*%' then quire_search.marked('pg_catalog.simple', known, looked_for) end,
    ts_headline(configuration, known, '', U&'MaxFragments=2, MaxWords=25, MinWords=8, FragmentDelimiter="\E002"')
  );
  foreach fragment in array string_to_array(replace(fragments, separator, ''), U&'\E002') loop
    place := strpos(known, translate(fragment, U&'\E000\E001', ''));
    found := '';
    if place = 0 then  -- Postgres left a tag out of it
      found := fragment;
    else
      for piece in select p.piece from regexp_split_to_table(fragment, U&'(?=[\E000\E001])') with ordinality as p (piece, n) order by p.n loop
        if left(piece, 1) in (U&'\E000', U&'\E001') then
          found := found || left(piece, 1);
          piece := substr(piece, 2);
        end if;
        found := found || substr(shown, place, length(piece));
        place := place + length(piece);
      end loop;
    end if;
    result := result || found;
  end loop;
  return array_to_string(result, ' … ');
end
$$;

CREATE FUNCTION quire_search.in_any_order(query tsquery) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select regexp_replace(
    regexp_replace(querytree(query), '<(-|\d+)>', '&', 'g'),
    '(''[^'']*'') \| \1:\*', '\1:*', 'g'
  )::tsquery
$$;

CREATE FUNCTION quire_search.in_pairs(words text, separator text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select regexp_replace(
    words,
    '(' || quire_search.unspaced() || quire_search.unspaced() || '?)',
    separator || '\1' || separator, 'g'
  )
$$;

CREATE FUNCTION quire_search.is_common(query tsquery) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $_$
declare
  plan json;
  matches double precision;
  comments double precision;
begin
  select c.reltuples into comments from pg_catalog.pg_class c where c.oid = 'quire.comment'::pg_catalog.regclass;
  -- not even what all of them have: before Postgres has gathered statistics, which it does when it pleases, this would be true of everything
  if comments < 5000 then
    return false;
  end if;
  execute 'explain (format json) select from quire.comment where search operator(pg_catalog.@@) $1' into plan using query;
  matches := (plan #>> '{0,Plan,Plan Rows}')::double precision;
  return matches * matches > 5000 * comments;
end
$_$;
COMMENT ON FUNCTION quire_search.is_common(query tsquery) IS 'Whether to look for 1,000 comments with these words among the newest takes less than to let the index list all of them, by the planner''s estimate: a row costs about five times as much as an entry of the index.';

CREATE FUNCTION quire_search.is_near(one text, other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select length(one) <> length(other) or exists (
    select from generate_series(1, length(one)) as i
    where overlay(one placing '' from i for 1) = overlay(other placing '' from i for 1)
      or left(one, i - 1) || substr(one, i + 1, 1) || substr(one, i, 1) || substr(one, i + 2) = other
  )
$$;

CREATE FUNCTION quire_search.languages() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select array_agg(distinct l.code) from quire.search_language l
$$;

CREATE FUNCTION quire_search.lexemes(cleaned text, plain text, code text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE
    AS $$
declare
  configuration constant regconfig := quire_search.configuration(code);
  dictionary constant regdictionary := case when code <> 'xx' then quire_search.dictionary(code) end;
  before_word constant text := ' ''' || quire_search.mark(code);
  stems constant tsvector := to_tsvector(configuration, plain);
  found text := replace(' ' || stems::text, ' ''', before_word);
  others tsvector;
begin
  if code = 'xx' then
    return found::tsvector;
  end if;
  if cleaned <> plain then
    found := found || replace(
      ' ' || quire_search.plain_letters(to_tsvector(configuration, cleaned)::text), ' ''', before_word
    );
  end if;
  others := ts_delete(to_tsvector('pg_catalog.simple', plain), tsvector_to_array(stems));
  others := ts_delete(
    others,
    array(select o.word from unnest(tsvector_to_array(others)) as o (word) where ts_lexize(dictionary, o.word) = '{}')
  );
  return (found || replace(' ' || others::text, ' ''', ' ''' || code || '='))::tsvector;
end
$$;

CREATE FUNCTION quire_search.mark(code text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case when code = 'en' then '' else code || '/' end
$$;

CREATE FUNCTION quire_search.marked(configuration regconfig, words text, query tsquery) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case when h.text like U&'%\E000%' then h.text end
  from (
    select ts_headline(
      configuration, words, query, U&'StartSel="\E000", StopSel="\E001", MaxFragments=2, MaxWords=25, MinWords=8, FragmentDelimiter="\E002"'
    ) as text
  ) h
$$;

CREATE FUNCTION quire_search.near(lexeme text) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
  select array(
    select w.lexeme
    from quire.search_word w
    where w.variants && quire_search.variants(near.lexeme)
      and w.shows_at <= now()
      and w.lexeme <> near.lexeme
      and quire_search.is_near(w.lexeme, near.lexeme)
    group by w.lexeme
    order by left(w.lexeme, 4) <> left(near.lexeme, 4), w.lexeme
    limit 5
  )
$$;

CREATE FUNCTION quire_search.plain_letters(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case when octet_length(words) = length(words) then words else
    replace(replace(replace(replace(replace(replace(replace(
      quire_search.without_accents(normalize(words, nfd)),
      'ß', 'ss'), 'ẞ', 'SS'), 'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), 'þ', 'th')
  end
$$;

CREATE FUNCTION quire_search.query(words text) RETURNS tsquery
    LANGUAGE plpgsql STABLE
    AS $$
declare
  found tsquery := '';
  code text;
begin
  foreach code in array quire_search.languages() loop
    found := found || quire_search.query_in(code, words);
  end loop;
  return found;
end
$$;

CREATE FUNCTION quire_search.query_in(code text, words text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
declare
  mark constant text := quire_search.mark(code);
  cleaned constant text := quire_search.typed(quire_search.cleaned(words));
  plain constant text := quire_search.typed(quire_search.folded(words));
  part constant text := quire_search.unfinished(words);
  found text := regexp_replace(
    websearch_to_tsquery(quire_search.configuration(code), plain)::text, '''([^'']*)''', '''' || mark || '\1''', 'g'
  );
  accented tsquery;
  known tsquery;
begin
  if cleaned <> plain and code <> 'xx' then
    accented := regexp_replace(
      quire_search.plain_letters(websearch_to_tsquery(quire_search.configuration(code), cleaned)::text),
      '''([^'']*)''', '''' || mark || '\1''', 'g'
    );
    if accented = '' then  -- stop words, which only their accents tell
      return '';
    end if;
  end if;
  if part ~ '^[^'':*&|!()\\]+$' and (code = 'xx' or ts_lexize(quire_search.dictionary(code), part) is distinct from '{}') then
    found := regexp_replace(
      found, '''([^'']*)''$',
      '( ''\1'' | ''' || mark || part || ''':*' || case when code <> 'xx' then ' | ''' || code || '=' || part || ''':*' else '' end || ' )'
    );
  end if;
  known := regexp_replace(found, '(''(?:[a-z]{2}/)?' || quire_search.unspaced() || ''')', '\1:*', 'g')::tsquery;
  known := known || coalesce(accented, '');
  return case when querytree(known) = 'T' then '' else known end;
end
$_$;

CREATE FUNCTION quire_search.relevance(search tsvector, query tsquery, at timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select (
    ts_rank(search, query, 1)
    * quire_search.freshness(case when at < timestamptz '9000-01-01 00:00+00' then at end)
    * 1000000
  )::bigint
$$;

CREATE FUNCTION quire_search.resolved(words text, kinds text[]) RETURNS tsquery
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    AS $$
declare
  found tsquery := quire_search.query(words);
  candidates constant tsquery := quire_search.in_any_order(found);
  similar_words tsquery := '';
  code text;
begin
  if found = ''
    or 'POST' = any(kinds) and exists (select from post p where p.search @@ candidates and p.is_listed)
    or 'PAGE' = any(kinds) and exists (select from page p where p.search @@ candidates and p.is_listed)
    or ('CATEGORY' = any(kinds) or 'TAG' = any(kinds)) and exists (
      select from found_term t where t.search @@ candidates and t.kind = any(kinds)
    )
    or 'AUTHOR' = any(kinds) and exists (select from author a where a.search @@ candidates)
    or 'COMMENT' = any(kinds) and (
      quire_search.is_common(candidates)
      or exists (select from comment c where c.search @@ candidates and c.is_listed)
    )
  then
    return found;
  end if;
  foreach code in array quire_search.languages() loop
    similar_words := similar_words || quire_search.similar_in(code, words);
  end loop;
  return similar_words;
end
$$;

CREATE FUNCTION quire_search.similar_in(code text, words text) RETURNS tsquery
    LANGUAGE plpgsql STABLE
    AS $_$
declare
  mark constant text := quire_search.mark(code);
  found text := quire_search.query_in(code, words)::text;
  has_compounds constant boolean := code in ('da', 'de', 'fi', 'hu', 'nl', 'no', 'sv');
  word text;
  stem text;
  others text[];
begin
  for word in
    select k.word
    from unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', quire_search.folded(words)))) as k (word)
    where k.word ~ '^[^[:punct:][:digit:][:space:]]{4,24}$' and k.word !~ quire_search.unspaced()
    limit 8
  loop
    stem := case when code = 'xx' then word else (ts_lexize(quire_search.dictionary(code), word))[1] end;
    if stem is null then
      continue;
    end if;
    others := quire_search.near(mark || stem);
    if stem <> word then
      others := others || quire_search.near(code || '=' || word);
    end if;
    if has_compounds and length(stem) > 3 then
      others := others || quire_search.ending_with(mark || stem);
    end if;
    found := regexp_replace(
      found,
      '(?<!!)''' || mark || stem || '''(?!:)',
      '( ''' || mark || stem || '''' || case when has_compounds then ':*' else '' end
        || coalesce((select string_agg(' | ''' || o.lexeme || '''', '') from unnest(others) as o (lexeme)), '') || ' )',
      'g'
    );
  end loop;
  return found::tsquery;
end
$_$;

CREATE FUNCTION quire_search.typed(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select quire_search.in_pairs(regexp_replace(words, '-(?![a-zA-Z0-9"\u0080-\U0010ffff])', ' ', 'g'), '_')
$$;

CREATE FUNCTION quire_search.unfinished(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  select case when (length(words) - length(replace(words, '"', ''))) % 2 = 0 and l.word !~ quire_search.unspaced()
    then lower(quire_search.folded(l.word)) end
  from (select substring(words from '(?:^|[\s(,;:.!?])([^-\s[:punct:][:digit:]][^\s[:punct:][:digit:]]{2,})$') as word) l
$_$;

CREATE FUNCTION quire_search.unspaced() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f'
    '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]'
$$;

CREATE FUNCTION quire_search.variants(lexeme text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select array[lexeme] || array(
    select p.mark || overlay(p.word placing '' from i for 1) from generate_series(1, length(p.word)) as i
  )
  from (
    select coalesce(substring(lexeme from '^[a-z]{2}[/=]'), '') as mark, regexp_replace(lexeme, '^[a-z]{2}[/=]', '') as word
  ) p
$$;

CREATE FUNCTION quire_search.whole_document(words text, code text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE
    AS $$
declare
  cleaned constant text := quire_search.cleaned(words);
  plain constant text := quire_search.plain_letters(cleaned);
  pairs text;
begin
  if octet_length(plain) = length(plain) or plain !~ quire_search.unspaced() then
    return quire_search.lexemes(cleaned, plain, code);
  end if;
  pairs := quire_search.in_pairs(quire_search.from_second(plain), ' ');
  return quire_search.lexemes(quire_search.in_pairs(cleaned, ' '), quire_search.in_pairs(plain, ' '), code)
    || quire_search.lexemes(pairs, pairs, code);
end
$$;

CREATE FUNCTION quire_search.without_accents(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select normalize(
    translate(regexp_replace(words, '[\u0300-\u036f]', '', 'g'), 'øØłŁđĐħĦıς', 'oOlLdDhHiσ'),
    nfc
  )
$$;

CREATE FUNCTION quire_search.without_lookahead(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select translate(words, '<_@/~', '     ')
$$;

CREATE FUNCTION quire_search.without_marks(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select regexp_replace(
    words,
    '[\u00ad\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]',
    '', 'g'
  )
$$;

CREATE FUNCTION quire_search.words_apart(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select regexp_replace(quire_search.folded(words), '[^[:alnum:]]+', ' ', 'g')
$$;

CREATE FUNCTION quire_viewer.preview_id() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  select nullif(current_setting('quire.preview', true), '')::bigint
$$;

CREATE FUNCTION quire_viewer.receipt_ids() RETURNS bigint[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  select coalesce(nullif(current_setting('quire.receipts', true), ''), '{}')::bigint[]
$$;

CREATE FUNCTION quire_viewer.search_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select quire_search.query(words)
$$;

CREATE FUNCTION quire_viewer.viewer_id() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  select nullif(current_setting('quire.viewer', true), '')::bigint
$$;

CREATE TABLE quire.account (
    id bigint NOT NULL,
    email text NOT NULL,
    password_hash text,
    role text NOT NULL,
    author_id bigint NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT account_email_check CHECK ((POSITION(('@'::text) IN (email)) > 1)),
    CONSTRAINT account_role_check CHECK ((role = ANY (ARRAY['READER'::text, 'CONTRIBUTOR'::text, 'AUTHOR'::text, 'EDITOR'::text, 'ADMIN'::text])))
);
COMMENT ON TABLE quire.account IS 'Someone who may sign in. Only quire_editor.account shows it, without the hash, to administrators.';
COMMENT ON COLUMN quire.account.email IS 'In lower case.';
COMMENT ON COLUMN quire.account.password_hash IS 'Argon2id. Null: they come with the token of an outside issuer.';
COMMENT ON COLUMN quire.account.author_id IS 'Their public profile.';
COMMENT ON COLUMN quire.account.disabled_at IS 'Since when nothing of theirs is accepted any more.';

ALTER TABLE quire.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.api_token (
    id bigint NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    may_write boolean NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_token_role_check CHECK ((role = ANY (ARRAY['READER'::text, 'CONTRIBUTOR'::text, 'AUTHOR'::text, 'EDITOR'::text, 'ADMIN'::text])))
);
COMMENT ON TABLE quire.api_token IS 'For machines such as build servers. The token itself was shown once.';

ALTER TABLE quire.api_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.attempt (
    subject text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
COMMENT ON TABLE quire.attempt IS 'What is limited in how often it may happen, as of the last while: by whom, and what.';

CREATE TABLE quire.author (
    id bigint NOT NULL,
    slug text NOT NULL,
    uri text NOT NULL,
    name text NOT NULL,
    sort_name text GENERATED ALWAYS AS (lower("left"(name, 250))) STORED COLLATE pg_catalog."C",
    bio_html text DEFAULT ''::text NOT NULL,
    bio_markdown text DEFAULT ''::text NOT NULL,
    bio_text text DEFAULT ''::text NOT NULL,
    bio_source text DEFAULT ''::text NOT NULL,
    url text,
    links jsonb DEFAULT '[]'::jsonb NOT NULL,
    avatar_key uuid DEFAULT gen_random_uuid() NOT NULL,
    is_public boolean DEFAULT true NOT NULL,
    joined_at timestamp with time zone DEFAULT now() NOT NULL,
    post_count integer DEFAULT 0 NOT NULL,
    search tsvector,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT author_url_check CHECK ((url ~* '^https?://'::text))
);
COMMENT ON COLUMN quire.author.links IS 'A list of {"service", "url"}.';
COMMENT ON COLUMN quire.author.avatar_key IS 'Opaque: drawn from nothing, so that nothing can be read from it.';
COMMENT ON COLUMN quire.author.is_public IS 'Whether the profile is shown before anything public is theirs.';
COMMENT ON COLUMN quire.author.post_count IS 'Published posts, those to come included; kept by triggers.';
COMMENT ON COLUMN quire.author.version IS 'How often the profile was saved by hand. Only quire_editor.version shows it.';

ALTER TABLE quire.author ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.author_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.author_private (
    author_id bigint NOT NULL,
    login text,
    email text
);
COMMENT ON TABLE quire.author_private IS 'What no reader may see of an author. No view shows it.';

CREATE TABLE quire.change (
    id bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    shows_at timestamp with time zone DEFAULT now() NOT NULL,
    node text NOT NULL,
    event text NOT NULL,
    tags text[] NOT NULL,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    action text,
    discussion text,
    CONSTRAINT change_event_check CHECK ((event = ANY (ARRAY['CREATED'::text, 'UPDATED'::text, 'DELETED'::text])))
);
COMMENT ON TABLE quire.change IS 'What was changed, in the transaction that changed it: the README of this folder has the format.';
COMMENT ON COLUMN quire.change.shows_at IS 'When readers see it: later, of what is published at a time to come.';
COMMENT ON COLUMN quire.change.transaction IS 'The transaction that wrote the row, in the numbering of the server that it was written on.';
COMMENT ON COLUMN quire.change.action IS 'What happened to it, for those who tell people of it: the README of this folder has the words.';
COMMENT ON COLUMN quire.change.discussion IS 'Of a comment: the post or page that it is on.';

ALTER TABLE quire.change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.comment (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    parent_id bigint,
    kind text DEFAULT 'COMMENT'::text NOT NULL,
    status text NOT NULL,
    author_id bigint,
    guest_name text,
    guest_url text,
    guest_avatar_key uuid DEFAULT gen_random_uuid() NOT NULL,
    content_html text DEFAULT ''::text NOT NULL,
    content_markdown text DEFAULT ''::text NOT NULL,
    content_text text DEFAULT ''::text NOT NULL,
    content_source text DEFAULT ''::text NOT NULL,
    source_url text,
    source_title text,
    source_site_name text,
    source_verified_at timestamp with time zone,
    published_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone,
    is_deleted boolean DEFAULT false NOT NULL,
    like_count integer DEFAULT 0 NOT NULL,
    path bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    depth integer DEFAULT 0 NOT NULL,
    root_id bigint DEFAULT 0 NOT NULL,
    visible_from timestamp with time zone,
    number integer,
    reply_count integer DEFAULT 0 NOT NULL,
    descendant_count integer DEFAULT 0 NOT NULL,
    search tsvector,
    block_id bigint,
    CONSTRAINT comment_depth_check CHECK ((depth < 500)),
    CONSTRAINT comment_guest_url_check CHECK ((guest_url ~* '^https?://'::text)),
    CONSTRAINT comment_kind_check CHECK ((kind = ANY (ARRAY['COMMENT'::text, 'PINGBACK'::text, 'TRACKBACK'::text, 'WEBMENTION'::text]))),
    CONSTRAINT comment_source_url_check CHECK ((source_url ~* '^https?://'::text)),
    CONSTRAINT comment_status_check CHECK ((status = ANY (ARRAY['HELD'::text, 'APPROVED'::text, 'SPAM'::text, 'TRASH'::text])))
);
ALTER TABLE ONLY quire.comment ALTER COLUMN parent_id SET (n_distinct=-0.3);
COMMENT ON TABLE quire.comment IS 'What readers answered. The foreign key keeps a reply on the entry of its parent.';
COMMENT ON COLUMN quire.comment.guest_avatar_key IS 'Opaque and random; the same for the same e-mail address, of which it holds nothing.';
COMMENT ON COLUMN quire.comment.is_deleted IS 'A tombstone, kept for its replies: readers see neither what it said nor who said it.';
COMMENT ON COLUMN quire.comment.path IS 'Ids from the root of the thread down to this one; set by a trigger, never changed.';
COMMENT ON COLUMN quire.comment.visible_from IS 'Not null: approved like all its ancestors. Readers see it unless the discussion is withheld. (A time, as before 0011: a past one.)';
COMMENT ON COLUMN quire.comment.number IS '1 … n within its block, of visible responses. With what is before the block: 1 … n among all on the entry, oldest first.';
COMMENT ON COLUMN quire.comment.reply_count IS 'Of approved replies, whether this one is visible or not.';
COMMENT ON COLUMN quire.comment.descendant_count IS 'Of comments below that would be visible if this one were: what happens above changes nothing here.';
COMMENT ON COLUMN quire.comment.block_id IS 'Null: the block that has no row.';

CREATE TABLE quire.comment_block (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    first_id bigint NOT NULL,
    before integer NOT NULL
)
WITH (fillfactor='50');
COMMENT ON TABLE quire.comment_block IS 'The visible responses to an entry, oldest first, are numbered within blocks of some hundreds: a change in the middle numbers one block anew.';
COMMENT ON COLUMN quire.comment_block.first_at IS 'With first_id: where the block begins, a time and an id. It ends where the next one begins; what stands before all of them is a block without a row.';
COMMENT ON COLUMN quire.comment_block.before IS 'How many visible responses are in the blocks before it.';

ALTER TABLE quire.comment_block ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.comment_block_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.comment_guest_like (
    comment_id bigint NOT NULL,
    guest_key uuid NOT NULL,
    liked_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE quire.comment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.comment_like (
    comment_id bigint NOT NULL,
    author_id bigint NOT NULL,
    liked_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE quire.comment_private (
    comment_id bigint NOT NULL,
    email text,
    network_address inet,
    user_agent text,
    held_for text
);
COMMENT ON TABLE quire.comment_private IS 'What no reader may see of who answered. No view shows it.';
COMMENT ON COLUMN quire.comment_private.held_for IS 'Why it was held or taken for spam: for moderators.';

CREATE TABLE quire.document_version (
    kind text NOT NULL,
    version bigint DEFAULT 0 NOT NULL
);
COMMENT ON TABLE quire.document_version IS 'How often each kind of documents has changed: processes look here whether to read them again.';

CREATE TABLE quire.entry_draft (
    entry_id bigint NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    content_html text NOT NULL,
    content_markdown text NOT NULL,
    content_text text NOT NULL,
    content_source text NOT NULL,
    source_format text NOT NULL,
    excerpt text NOT NULL,
    excerpt_is_written boolean NOT NULL,
    toc jsonb NOT NULL,
    word_count integer NOT NULL,
    reading_minutes integer NOT NULL,
    language text NOT NULL,
    featured_media_id bigint,
    parent_id bigint,
    menu_order integer NOT NULL,
    is_sticky boolean NOT NULL,
    comments_open boolean NOT NULL,
    pings_open boolean NOT NULL,
    author_ids bigint[] NOT NULL,
    term_ids bigint[] NOT NULL,
    saved_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT entry_draft_source_format_check CHECK ((source_format = ANY (ARRAY['HTML'::text, 'MARKDOWN'::text])))
);
COMMENT ON TABLE quire.entry_draft IS 'Newer text of what is published: it takes its place when that is published again. No view for readers shows it.';
COMMENT ON COLUMN quire.entry_draft.author_ids IS 'In order; the first is the author of the entry.';

CREATE TABLE quire.post_author (
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    published_at timestamp with time zone
);
COMMENT ON COLUMN quire.post_author.published_at IS 'That of the post while it is PUBLISHED, else null; kept by triggers, so that an author''s posts are one range scan.';

CREATE VIEW quire.draft_of_viewer AS
 SELECT entry_id,
    author_ids,
    term_ids,
    featured_media_id
   FROM quire.entry_draft d
  WHERE (entry_id IN ( SELECT l.post_id
           FROM quire.post_author l
          WHERE (l.author_id = quire_viewer.viewer_id())));
COMMENT ON VIEW quire.draft_of_viewer IS 'Newer text beside posts of the viewer: what it names is shown to them.';

CREATE TABLE quire.entry (
    id bigint NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    slug text NOT NULL,
    uri text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    sort_title text GENERATED ALWAYS AS (lower("left"(title, 250))) STORED COLLATE pg_catalog."C",
    content_html text DEFAULT ''::text NOT NULL,
    content_markdown text DEFAULT ''::text NOT NULL,
    content_text text DEFAULT ''::text NOT NULL,
    content_source text DEFAULT ''::text NOT NULL,
    source_format text DEFAULT 'HTML'::text NOT NULL,
    excerpt text DEFAULT ''::text NOT NULL,
    excerpt_is_written boolean DEFAULT false NOT NULL,
    toc jsonb DEFAULT '[]'::jsonb NOT NULL,
    word_count integer DEFAULT 0 NOT NULL,
    reading_minutes integer DEFAULT 0 NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    author_id bigint NOT NULL,
    featured_media_id bigint,
    parent_id bigint,
    path bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    menu_order integer DEFAULT 0 NOT NULL,
    is_sticky boolean DEFAULT false NOT NULL,
    comments_open boolean DEFAULT true NOT NULL,
    pings_open boolean DEFAULT true NOT NULL,
    published_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    was_public boolean,
    comment_count integer DEFAULT 0 NOT NULL,
    mention_count integer DEFAULT 0 NOT NULL,
    response_count integer GENERATED ALWAYS AS ((comment_count + mention_count)) STORED,
    like_count integer DEFAULT 0 NOT NULL,
    search tsvector,
    version integer DEFAULT 1 NOT NULL,
    translation_group uuid,
    CONSTRAINT entry_kind_check CHECK ((kind = ANY (ARRAY['POST'::text, 'PAGE'::text]))),
    CONSTRAINT entry_source_format_check CHECK ((source_format = ANY (ARRAY['HTML'::text, 'MARKDOWN'::text]))),
    CONSTRAINT entry_status_check CHECK ((status = ANY (ARRAY['DRAFT'::text, 'PENDING'::text, 'PUBLISHED'::text, 'PRIVATE'::text, 'TRASH'::text]))),
    CONSTRAINT no_page_is_its_own_parent CHECK ((parent_id <> id)),
    CONSTRAINT published_has_a_time CHECK (((status <> 'PUBLISHED'::text) OR (published_at IS NOT NULL)))
);
COMMENT ON TABLE quire.entry IS 'A post or a page. SCHEDULED is no status of its own: it is PUBLISHED at a time to come.';
COMMENT ON COLUMN quire.entry.content_source IS 'What the author wrote, unsanitised: never shown to readers.';
COMMENT ON COLUMN quire.entry.excerpt IS 'Plain text: the author''s own, or the first words of the content.';
COMMENT ON COLUMN quire.entry.toc IS 'A list of {"level", "text", "anchor"}, in reading order.';
COMMENT ON COLUMN quire.entry.path IS 'Ids from the root page down to this one; kept by triggers.';
COMMENT ON COLUMN quire.entry.was_public IS 'Whether strangers could read it before, kept by a trigger: then its path answers 410 in the trash. Null: its time tells.';
COMMENT ON COLUMN quire.entry.version IS 'How often it was saved: of its newest text, published or not. No view for readers shows it.';
COMMENT ON COLUMN quire.entry.translation_group IS 'Shared with its translations, one in each language. Null: it has none.';

CREATE TABLE quire.entry_guest_like (
    entry_id bigint NOT NULL,
    guest_key uuid NOT NULL,
    liked_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE quire.entry_guest_like IS 'They count, and nobody is shown for them. No view shows it.';

ALTER TABLE quire.entry ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.entry_like (
    entry_id bigint NOT NULL,
    author_id bigint NOT NULL,
    liked_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE quire.entry_like_count (
    entry_id bigint NOT NULL,
    like_count integer NOT NULL,
    is_due boolean NOT NULL
);
COMMENT ON TABLE quire.entry_like_count IS 'The likes of entries that were liked since 0011; of others, entry.like_count says it.';
COMMENT ON COLUMN quire.entry_like_count.is_due IS 'Whether entry.like_count has another number, since somebody held the entry.';

CREATE TABLE quire.entry_old_uri (
    uri text NOT NULL,
    entry_id bigint NOT NULL
);
COMMENT ON TABLE quire.entry_old_uri IS 'Paths at which an entry once stood: they answer 301.';

CREATE TABLE quire.entry_revision (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    version integer NOT NULL,
    saved_by bigint,
    saved_at timestamp with time zone DEFAULT now() NOT NULL,
    written jsonb NOT NULL,
    content_text text NOT NULL
);
COMMENT ON TABLE quire.entry_revision IS 'Each save of a post or a page. No view shows it.';
COMMENT ON COLUMN quire.entry_revision.saved_by IS 'Null: a machine, or an import.';
COMMENT ON COLUMN quire.entry_revision.written IS 'What the author gave: {"title", "content", "format", "slug", "excerpt", …}, from which the rest is made.';
COMMENT ON COLUMN quire.entry_revision.content_text IS 'The plain text, for comparing.';

ALTER TABLE quire.entry_revision ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.entry_revision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.former_uri (
    uri text NOT NULL,
    term_id bigint,
    author_id bigint,
    media_id bigint,
    CONSTRAINT former_uri_leads_to_one_thing CHECK ((num_nonnulls(term_id, author_id, media_id) = 1))
);
COMMENT ON TABLE quire.former_uri IS 'Paths, and paths with a query such as /?cat=7, at which another site or an earlier version had a term, an author or a file: they answer 301.';

CREATE TABLE quire.idempotency (
    subject text NOT NULL,
    key text NOT NULL,
    node_id bigint,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea
);
COMMENT ON TABLE quire.idempotency IS 'What a retried create has made already: by whom (subject) and with which key. Kept for a day.';
COMMENT ON COLUMN quire.idempotency.fingerprint IS 'SHA-256 of the input that the key was sent with. Null: claimed by a version that kept none.';

CREATE TABLE quire.imported (
    source text NOT NULL,
    kind text NOT NULL,
    source_id text NOT NULL,
    target_id bigint NOT NULL,
    digest bytea NOT NULL
);
COMMENT ON TABLE quire.imported IS 'What came from another publication, so that a second import changes only what changed.';
COMMENT ON COLUMN quire.imported.source IS 'The address of the publication it came from.';

CREATE TABLE quire.media (
    id bigint NOT NULL,
    url text NOT NULL,
    mime_type text DEFAULT 'application/octet-stream'::text NOT NULL,
    alt text DEFAULT ''::text NOT NULL,
    caption text,
    title text,
    width integer,
    height integer,
    file_size integer,
    attached_to bigint,
    is_public boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT media_file_size_check CHECK ((file_size >= 0)),
    CONSTRAINT media_height_check CHECK ((height > 0)),
    CONSTRAINT media_url_check CHECK ((url ~* '^https?://'::text)),
    CONSTRAINT media_width_check CHECK ((width > 0))
);
COMMENT ON COLUMN quire.media.attached_to IS 'The entry it was uploaded to: media of a hidden entry is hidden with it. No foreign key: what was hidden stays so when the entry is gone.';
COMMENT ON COLUMN quire.media.is_public IS 'Whether it may be seen by itself, attached to nothing. False for media of what was not imported: only an entry that shows it makes it public.';

ALTER TABLE quire.media ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.media_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.menu (
    id bigint NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    location text,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone
);
COMMENT ON COLUMN quire.menu.version IS 'How often it was saved by an editor. No view for readers shows it.';

ALTER TABLE quire.menu ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.menu_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.menu_item (
    id bigint NOT NULL,
    menu_id bigint NOT NULL,
    parent_id bigint,
    "position" integer NOT NULL,
    depth integer DEFAULT 0 NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    url text,
    entry_id bigint,
    term_id bigint,
    author_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT leads_to_one_thing CHECK ((num_nonnulls(url, entry_id, term_id, author_id) <= 1))
);
COMMENT ON COLUMN quire.menu_item."position" IS 'Reading order through the whole menu: a child stands after its parent.';
COMMENT ON COLUMN quire.menu_item.label IS 'Empty: the title of what it leads to.';
COMMENT ON CONSTRAINT leads_to_one_thing ON quire.menu_item IS 'None: what it led to was deleted.';

ALTER TABLE quire.menu_item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.menu_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.merged_term (
    id bigint NOT NULL,
    kind text NOT NULL,
    slug text NOT NULL,
    name_key text NOT NULL,
    term_id bigint NOT NULL,
    CONSTRAINT merged_term_kind_check CHECK ((kind = ANY (ARRAY['CATEGORY'::text, 'TAG'::text])))
);
COMMENT ON TABLE quire.merged_term IS 'What became of a term that was merged into another: drafts, old versions, imports and clients go on naming it by its id, slug or name.';

CREATE TABLE quire.meta (
    id bigint NOT NULL,
    entry_id bigint,
    term_id bigint,
    author_id bigint,
    comment_id bigint,
    key text NOT NULL,
    value text NOT NULL,
    CONSTRAINT meta_is_of_one_thing CHECK ((num_nonnulls(entry_id, term_id, author_id, comment_id) = 1))
);
COMMENT ON TABLE quire.meta IS 'Fields of the site''s own. A key may have several values, in the order of their ids. Readers see keys that a setting names.';

ALTER TABLE quire.meta ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.meta_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.migration (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE quire.migration IS 'The migrations that this database has seen, by the names of their files.';

CREATE TABLE quire.migration_step (
    name text NOT NULL,
    step integer NOT NULL,
    checksum text NOT NULL
);
COMMENT ON TABLE quire.migration_step IS 'Steps of migrations that are not applied to their end. The README of this folder says what a step is.';

CREATE TABLE quire.moderation (
    id bigint NOT NULL,
    batch uuid NOT NULL,
    comment_id bigint NOT NULL,
    moderator_id bigint,
    was text NOT NULL,
    became text NOT NULL,
    reason text,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    machine text,
    undone_at timestamp with time zone,
    undone_by bigint,
    undone_by_machine text
);
COMMENT ON TABLE quire.moderation IS 'Who decided what about a comment, when and why. What was decided at once shares a batch.';
COMMENT ON COLUMN quire.moderation.machine IS 'The name of the token with which a machine decided it.';

ALTER TABLE quire.moderation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.moderation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.site (
    id boolean DEFAULT true NOT NULL,
    title text DEFAULT 'Quire'::text NOT NULL,
    tagline text,
    url text DEFAULT 'http://localhost:8000'::text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    logo_id bigint,
    icon_id bigint,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    anonymous_name text,
    front_page_id bigint,
    posts_page_id bigint,
    comment_depth integer,
    hold_comments text,
    comment_edit_minutes integer,
    version integer DEFAULT 1 NOT NULL,
    category_base text DEFAULT 'category'::text NOT NULL,
    tag_base text DEFAULT 'tag'::text NOT NULL,
    author_base text DEFAULT 'author'::text NOT NULL,
    CONSTRAINT site_anonymous_name_check CHECK ((anonymous_name <> ''::text)),
    CONSTRAINT site_author_base_check CHECK ((author_base <> ''::text)),
    CONSTRAINT site_comment_depth_check CHECK (((comment_depth >= 0) AND (comment_depth <= 499))),
    CONSTRAINT site_comment_edit_minutes_check CHECK (((comment_edit_minutes >= 0) AND (comment_edit_minutes <= 525600))),
    CONSTRAINT site_hold_comments_check CHECK ((hold_comments = ANY (ARRAY['all'::text, 'first-time'::text, 'none'::text]))),
    CONSTRAINT site_id_check CHECK (id),
    CONSTRAINT site_tag_base_check CHECK ((tag_base <> ''::text)),
    CONSTRAINT site_url_check CHECK ((url ~ '^https?://[^/?#]+[^/]*$'::text))
);
COMMENT ON TABLE quire.site IS 'The publication itself: one row.';
COMMENT ON COLUMN quire.site.url IS 'Where the front end lives, without a slash at the end: link = url || uri.';
COMMENT ON COLUMN quire.site.time_zone IS 'Of the IANA database: that in which its times are meant, for front ends.';
COMMENT ON COLUMN quire.site.anonymous_name IS 'What guests are called who gave no name. Null, as of the columns for comments: the setting.';
COMMENT ON COLUMN quire.site.front_page_id IS 'The page at /. Null: the newest posts.';
COMMENT ON COLUMN quire.site.posts_page_id IS 'The page at whose path the posts are listed.';
COMMENT ON COLUMN quire.site.version IS 'How often it was saved. No view for readers shows it.';
COMMENT ON COLUMN quire.site.category_base IS 'Without slashes at its ends, as of the other two: blog/topics of /blog/topics/a/. Empty: /a/.';

CREATE VIEW quire.written_page AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    language,
    author_id,
    featured_media_id,
    parent_id,
    path,
    menu_order,
    comments_open,
    published_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    search,
        CASE
            WHEN ((status = 'PUBLISHED'::text) AND (published_at > now())) THEN 'SCHEDULED'::text
            ELSE status
        END AS status,
    created_at,
    ((status = 'PUBLISHED'::text) AND (published_at <= now())) AS is_listed,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    published_at AS shown_at,
    COALESCE(published_at, '9999-01-01 00:00:00+00'::timestamp with time zone) AS listed_at,
    version,
    (EXISTS ( SELECT
           FROM quire.entry_draft d
          WHERE (d.entry_id = e.id))) AS has_draft,
    source_format,
    'WebPage'::text AS schema_type
   FROM quire.entry e
  WHERE (kind = 'PAGE'::text);

CREATE VIEW quire.newest_page AS
 SELECT w.id,
    COALESCE(d.slug, w.slug) AS slug,
    w.uri,
    COALESCE(d.title, w.title) AS title,
        CASE
            WHEN (d.title IS NULL) THEN w.sort_title
            ELSE (lower("left"(d.title, 250)) COLLATE "C")
        END AS sort_title,
    w.link,
    COALESCE(d.content_html, w.content_html) AS content_html,
    COALESCE(d.content_markdown, w.content_markdown) AS content_markdown,
    COALESCE(d.content_text, w.content_text) AS content_text,
    COALESCE(d.content_source, w.content_source) AS content_source,
    COALESCE(d.language, w.language) AS language,
    COALESCE(d.author_ids[1], w.author_id) AS author_id,
        CASE
            WHEN (d.entry_id IS NULL) THEN w.featured_media_id
            ELSE d.featured_media_id
        END AS featured_media_id,
        CASE
            WHEN (d.entry_id IS NULL) THEN w.parent_id
            ELSE d.parent_id
        END AS parent_id,
    w.path,
    COALESCE(d.menu_order, w.menu_order) AS menu_order,
    COALESCE(d.comments_open, w.comments_open) AS comments_open,
    w.published_at,
    COALESCE(d.saved_at, w.updated_at) AS updated_at,
    w.comment_count,
    w.mention_count,
    w.response_count,
    w.search,
    w.status,
    w.created_at,
    w.is_listed,
    COALESCE(d.excerpt, w.excerpt) AS excerpt,
    COALESCE(d.excerpt_is_written, w.excerpt_is_written) AS excerpt_is_written,
    COALESCE(d.toc, w.toc) AS toc,
    COALESCE(d.word_count, w.word_count) AS word_count,
    COALESCE(d.reading_minutes, w.reading_minutes) AS reading_minutes,
    w.shown_at,
    w.listed_at,
    w.version,
    w.has_draft,
    COALESCE(d.source_format, w.source_format) AS source_format,
    w.schema_type
   FROM (quire.written_page w
     LEFT JOIN quire.entry_draft d ON ((d.entry_id = w.id)));

CREATE VIEW quire.written_post AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    language,
        CASE
            WHEN ((status = 'PUBLISHED'::text) AND (published_at > now())) THEN 'SCHEDULED'::text
            ELSE status
        END AS status,
    author_id,
    featured_media_id,
    is_sticky,
    comments_open,
    pings_open,
    COALESCE(published_at, '9999-01-01 00:00:00+00'::timestamp with time zone) AS published_at,
    created_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    like_count,
    search,
    ((status = 'PUBLISHED'::text) AND (published_at <= now())) AS is_listed,
    published_at AS shown_at,
    version,
    (EXISTS ( SELECT
           FROM quire.entry_draft d
          WHERE (d.entry_id = e.id))) AS has_draft,
    source_format,
    'BlogPosting'::text AS schema_type
   FROM quire.entry e
  WHERE (kind = 'POST'::text);

CREATE VIEW quire.newest_post AS
 SELECT w.id,
    COALESCE(d.slug, w.slug) AS slug,
    w.uri,
    COALESCE(d.title, w.title) AS title,
        CASE
            WHEN (d.title IS NULL) THEN w.sort_title
            ELSE (lower("left"(d.title, 250)) COLLATE "C")
        END AS sort_title,
    w.link,
    COALESCE(d.content_html, w.content_html) AS content_html,
    COALESCE(d.content_markdown, w.content_markdown) AS content_markdown,
    COALESCE(d.content_text, w.content_text) AS content_text,
    COALESCE(d.content_source, w.content_source) AS content_source,
    COALESCE(d.excerpt, w.excerpt) AS excerpt,
    COALESCE(d.excerpt_is_written, w.excerpt_is_written) AS excerpt_is_written,
    COALESCE(d.toc, w.toc) AS toc,
    COALESCE(d.word_count, w.word_count) AS word_count,
    COALESCE(d.reading_minutes, w.reading_minutes) AS reading_minutes,
    COALESCE(d.language, w.language) AS language,
    w.status,
    COALESCE(d.author_ids[1], w.author_id) AS author_id,
        CASE
            WHEN (d.entry_id IS NULL) THEN w.featured_media_id
            ELSE d.featured_media_id
        END AS featured_media_id,
    COALESCE(d.is_sticky, w.is_sticky) AS is_sticky,
    COALESCE(d.comments_open, w.comments_open) AS comments_open,
    COALESCE(d.pings_open, w.pings_open) AS pings_open,
    w.published_at,
    w.created_at,
    COALESCE(d.saved_at, w.updated_at) AS updated_at,
    w.comment_count,
    w.mention_count,
    w.response_count,
    w.like_count,
    w.search,
    w.is_listed,
    w.shown_at,
    w.version,
    w.has_draft,
    COALESCE(d.source_format, w.source_format) AS source_format,
    w.schema_type
   FROM (quire.written_post w
     LEFT JOIN quire.entry_draft d ON ((d.entry_id = w.id)));

CREATE VIEW quire.newest_post_author AS
 SELECT d.entry_id AS post_id,
    k.author_id,
    ((k."position")::integer - 1) AS "position"
   FROM (quire.entry_draft d
     CROSS JOIN LATERAL unnest(d.author_ids) WITH ORDINALITY k(author_id, "position"))
UNION ALL
 SELECT l.post_id,
    l.author_id,
    l."position"
   FROM quire.post_author l
  WHERE (NOT (EXISTS ( SELECT
           FROM quire.entry_draft d
          WHERE (d.entry_id = l.post_id))));

CREATE TABLE quire.post_term (
    post_id bigint NOT NULL,
    term_id bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    published_at timestamp with time zone
);
COMMENT ON COLUMN quire.post_term.published_at IS 'That of the post while it is PUBLISHED, else null; kept by triggers, so that a term''s posts are one range scan.';

CREATE VIEW quire.newest_post_term AS
 SELECT d.entry_id AS post_id,
    k.term_id,
    ((k."position")::integer - 1) AS "position"
   FROM (quire.entry_draft d
     CROSS JOIN LATERAL unnest(d.term_ids) WITH ORDINALITY k(term_id, "position"))
UNION ALL
 SELECT l.post_id,
    l.term_id,
    l."position"
   FROM quire.post_term l
  WHERE (NOT (EXISTS ( SELECT
           FROM quire.entry_draft d
          WHERE (d.entry_id = l.post_id))));

CREATE TABLE quire.post_category (
    post_id bigint NOT NULL,
    category_id bigint NOT NULL,
    is_own boolean NOT NULL,
    published_at timestamp with time zone
);
COMMENT ON TABLE quire.post_category IS 'The categories of each post and those above them; kept by triggers on post_term and term.';
COMMENT ON COLUMN quire.post_category.is_own IS 'Whether the post is in the category itself, not only in one below it.';
COMMENT ON COLUMN quire.post_category.published_at IS 'As in post_term.';

CREATE TABLE quire.preview (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    account_id bigint,
    machine text,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT preview_check CHECK ((num_nonnulls(account_id, machine) = 1))
);
COMMENT ON TABLE quire.preview IS 'A token that shows the newest text of one post or page, for as long as who made it may preview that. It was shown once.';
COMMENT ON COLUMN quire.preview.machine IS 'The name of the API token that made it; null: an account did.';

ALTER TABLE quire.preview ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.preview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW quire.previewed_author AS
 SELECT post_id,
    author_id,
    "position",
    published_at,
    is_listed
   FROM quire.links_of_previewed_authors() p(post_id, author_id, "position", published_at, is_listed)
  WHERE (quire_viewer.preview_id() IS NOT NULL);

CREATE VIEW quire.previewed_category AS
 SELECT post_id,
    category_id,
    is_own,
    published_at,
    is_listed
   FROM quire.links_of_previewed_categories() p(post_id, category_id, is_own, published_at, is_listed)
  WHERE (quire_viewer.preview_id() IS NOT NULL);

CREATE VIEW quire.previewed_page AS
 SELECT w.id,
    COALESCE(d.slug, w.slug) AS slug,
    w.uri,
    COALESCE(d.title, w.title) AS title,
        CASE
            WHEN (d.title IS NULL) THEN w.sort_title
            ELSE (lower("left"(d.title, 250)) COLLATE "C")
        END AS sort_title,
    w.link,
    COALESCE(d.content_html, w.content_html) AS content_html,
    COALESCE(d.content_markdown, w.content_markdown) AS content_markdown,
    COALESCE(d.content_text, w.content_text) AS content_text,
    COALESCE(d.content_source, w.content_source) AS content_source,
    COALESCE(d.language, w.language) AS language,
    COALESCE(d.author_ids[1], w.author_id) AS author_id,
        CASE
            WHEN (d.entry_id IS NULL) THEN w.featured_media_id
            ELSE d.featured_media_id
        END AS featured_media_id,
        CASE
            WHEN (d.entry_id IS NULL) THEN w.parent_id
            ELSE d.parent_id
        END AS parent_id,
    w.path,
    COALESCE(d.menu_order, w.menu_order) AS menu_order,
    COALESCE(d.comments_open, w.comments_open) AS comments_open,
    w.published_at,
    COALESCE(d.saved_at, w.updated_at) AS updated_at,
    w.comment_count,
    w.mention_count,
    w.response_count,
    w.search,
    w.status,
    w.created_at,
    w.is_listed,
    COALESCE(d.excerpt, w.excerpt) AS excerpt,
    COALESCE(d.excerpt_is_written, w.excerpt_is_written) AS excerpt_is_written,
    COALESCE(d.toc, w.toc) AS toc,
    COALESCE(d.word_count, w.word_count) AS word_count,
    COALESCE(d.reading_minutes, w.reading_minutes) AS reading_minutes,
    w.shown_at,
    w.listed_at,
    w.version,
    w.has_draft,
    COALESCE(d.source_format, w.source_format) AS source_format,
    w.schema_type
   FROM (quire.written_page w
     LEFT JOIN quire.entry_draft d ON ((d.entry_id = w.id)))
  WHERE ((w.id = quire_viewer.preview_id()) AND (w.status <> 'TRASH'::text));

CREATE VIEW quire.previewed_post AS
 SELECT w.id,
    COALESCE(d.slug, w.slug) AS slug,
    w.uri,
    COALESCE(d.title, w.title) AS title,
        CASE
            WHEN (d.title IS NULL) THEN w.sort_title
            ELSE (lower("left"(d.title, 250)) COLLATE "C")
        END AS sort_title,
    w.link,
    COALESCE(d.content_html, w.content_html) AS content_html,
    COALESCE(d.content_markdown, w.content_markdown) AS content_markdown,
    COALESCE(d.content_text, w.content_text) AS content_text,
    COALESCE(d.content_source, w.content_source) AS content_source,
    COALESCE(d.excerpt, w.excerpt) AS excerpt,
    COALESCE(d.excerpt_is_written, w.excerpt_is_written) AS excerpt_is_written,
    COALESCE(d.toc, w.toc) AS toc,
    COALESCE(d.word_count, w.word_count) AS word_count,
    COALESCE(d.reading_minutes, w.reading_minutes) AS reading_minutes,
    COALESCE(d.language, w.language) AS language,
    w.status,
    COALESCE(d.author_ids[1], w.author_id) AS author_id,
        CASE
            WHEN (d.entry_id IS NULL) THEN w.featured_media_id
            ELSE d.featured_media_id
        END AS featured_media_id,
    COALESCE(d.is_sticky, w.is_sticky) AS is_sticky,
    COALESCE(d.comments_open, w.comments_open) AS comments_open,
    COALESCE(d.pings_open, w.pings_open) AS pings_open,
    w.published_at,
    w.created_at,
    COALESCE(d.saved_at, w.updated_at) AS updated_at,
    w.comment_count,
    w.mention_count,
    w.response_count,
    w.like_count,
    w.search,
    w.is_listed,
    w.shown_at,
    w.version,
    w.has_draft,
    COALESCE(d.source_format, w.source_format) AS source_format,
    w.schema_type
   FROM (quire.written_post w
     LEFT JOIN quire.entry_draft d ON ((d.entry_id = w.id)))
  WHERE ((w.id = quire_viewer.preview_id()) AND (w.status <> 'TRASH'::text));

CREATE VIEW quire.previewed_term AS
 SELECT post_id,
    term_id,
    "position",
    published_at,
    is_listed
   FROM quire.links_of_previewed_terms() p(post_id, term_id, "position", published_at, is_listed)
  WHERE (quire_viewer.preview_id() IS NOT NULL);

CREATE TABLE quire.published_count (
    id bigint NOT NULL,
    posts integer NOT NULL,
    responses integer NOT NULL
);
COMMENT ON TABLE quire.published_count IS 'What writes have added to the numbers of published posts and of responses, those to come included: only the sums mean something.';

ALTER TABLE quire.published_count ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.published_count_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.purge (
    id boolean DEFAULT true NOT NULL,
    identity text NOT NULL,
    seen_to text NOT NULL,
    under_way text[] NOT NULL,
    shown_until timestamp with time zone NOT NULL,
    leased_by uuid,
    leased_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT purge_id_check CHECK (id)
);
COMMENT ON TABLE quire.purge IS 'Up to where caches on the way have acknowledged what was touched: the README of this folder has the format.';
COMMENT ON COLUMN quire.purge.identity IS 'The server that counted the transactions: on another one they mean nothing.';
COMMENT ON COLUMN quire.purge.seen_to IS 'The first transaction that the snapshot last read did not see, in decimal digits.';
COMMENT ON COLUMN quire.purge.under_way IS 'Earlier transactions that it did not see either.';
COMMENT ON COLUMN quire.purge.shown_until IS 'The time up to which what was published for later has shown itself, and was purged.';
COMMENT ON COLUMN quire.purge.leased_by IS 'The process that purges, until it is done or leased_until has passed.';

CREATE TABLE quire.redirect (
    id bigint NOT NULL,
    uri text NOT NULL,
    location text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone
);
COMMENT ON TABLE quire.redirect IS 'Paths that an editor has led elsewhere: they answer 301, unless something is published there.';
COMMENT ON COLUMN quire.redirect.location IS 'A path of the site, or a full URL.';

ALTER TABLE quire.redirect ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.redirect_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.registered_document (
    hash text NOT NULL,
    text text NOT NULL,
    size integer GENERATED ALWAYS AS (octet_length(text)) STORED NOT NULL,
    times_used integer DEFAULT 1 NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT registered_document_hash CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
);
COMMENT ON TABLE quire.registered_document IS 'GraphQL documents that clients have sent with their hash (automatic persisted queries) and asked for again. Bounded in rows and bytes; the least recently used go.';
COMMENT ON COLUMN quire.registered_document.times_used IS 'In how many stretches of ten minutes it was used: few, and it shares a quarter of the room with others like it.';

CREATE TABLE quire.search_due (
    kind text NOT NULL,
    after bigint NOT NULL,
    CONSTRAINT search_due_kind_check CHECK ((kind = ANY (ARRAY['entry'::text, 'comment'::text, 'author'::text, 'term'::text])))
);
COMMENT ON TABLE quire.search_due IS 'Rows with an id beyond this are to be found by other words: those of a new language of the site.';

CREATE TABLE quire.search_language (
    code text NOT NULL
);
COMMENT ON TABLE quire.search_language IS 'Codes of the languages that stored texts are in, not unique: two who insert at once do not wait. A search looks for the words of each.';

CREATE TABLE quire.search_word (
    lexeme text NOT NULL,
    shows_at timestamp with time zone NOT NULL,
    variants text[] NOT NULL
);
COMMENT ON TABLE quire.search_word IS 'Lexemes of published texts, names and terms, not unique: two who insert at once do not wait. No view shows them.';
COMMENT ON COLUMN quire.search_word.shows_at IS 'When the text was or will be public; it is not looked at before.';
COMMENT ON COLUMN quire.search_word.variants IS 'The lexeme, and what is left without each of its letters: two words that share one are a letter apart.';

CREATE TABLE quire.seo (
    id bigint NOT NULL,
    entry_id bigint,
    term_id bigint,
    author_id bigint,
    title text,
    description text,
    canonical_url text,
    is_indexed boolean,
    image_id bigint,
    open_graph_title text,
    open_graph_description text,
    twitter_card text,
    CONSTRAINT seo_canonical_url_check CHECK ((canonical_url ~* '^https?://'::text)),
    CONSTRAINT seo_is_of_one_thing CHECK ((num_nonnulls(entry_id, term_id, author_id) = 1)),
    CONSTRAINT seo_twitter_card_check CHECK ((twitter_card = ANY (ARRAY['SUMMARY'::text, 'SUMMARY_LARGE_IMAGE'::text])))
);
COMMENT ON TABLE quire.seo IS 'What was written for search engines and link previews, beside versions: readers see it at once, and never without the thing that it is of.';

ALTER TABLE quire.seo ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.seo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.series (
    id bigint NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    sort_title text GENERATED ALWAYS AS (lower("left"(title, 250))) STORED COLLATE pg_catalog."C",
    description text,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone
);

ALTER TABLE quire.series ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.series_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.series_post (
    post_id bigint NOT NULL,
    series_id bigint NOT NULL,
    "position" bigint NOT NULL,
    published_at timestamp with time zone
);
COMMENT ON COLUMN quire.series_post.published_at IS 'As of the post, while it is PUBLISHED: kept by triggers, as in post_term.';

CREATE TABLE quire.session (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    account_id bigint NOT NULL,
    refresh_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    refreshed_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    network text
);
COMMENT ON TABLE quire.session IS 'From a sign-in to its end. Its refresh token changes at each use; an old one ends it.';
COMMENT ON COLUMN quire.session.network IS 'Where it was begun, as rate limits count networks: what strangers try elsewhere does not hold up a sign-in from there.';

CREATE TABLE quire.stored_document (
    id text NOT NULL,
    hash text NOT NULL,
    text text NOT NULL,
    operations text[] NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT stored_document_hash CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT stored_document_id CHECK (((length(id) >= 1) AND (length(id) <= 256)))
);
COMMENT ON TABLE quire.stored_document IS 'GraphQL documents that operators have added (quire documents add), by the ids of the manifests that they came in.';
COMMENT ON COLUMN quire.stored_document.hash IS 'SHA-256 of the text in UTF-8, in lower-case hexadecimal: by it a document is found as sha256:…, whatever its id.';
COMMENT ON COLUMN quire.stored_document.operations IS 'Kind and name of each operation in it, such as query PostPage: for people who read a list.';

CREATE TABLE quire.term (
    id bigint NOT NULL,
    kind text NOT NULL,
    slug text NOT NULL,
    uri text NOT NULL,
    name text NOT NULL,
    sort_name text GENERATED ALWAYS AS (lower("left"(name, 250))) STORED COLLATE pg_catalog."C",
    description text,
    parent_id bigint,
    path bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    post_count integer DEFAULT 0 NOT NULL,
    is_public boolean DEFAULT true NOT NULL,
    name_key text,
    version integer DEFAULT 1 NOT NULL,
    total_post_count integer DEFAULT 0 NOT NULL,
    search tsvector,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT no_term_is_its_own_parent CHECK ((parent_id <> id)),
    CONSTRAINT term_kind_check CHECK ((kind = ANY (ARRAY['CATEGORY'::text, 'TAG'::text])))
);
COMMENT ON COLUMN quire.term.post_count IS 'Published posts, those to come included; kept by triggers.';
COMMENT ON COLUMN quire.term.is_public IS 'Whether it is shown before anything published carries it: false for what a draft has named first.';
COMMENT ON COLUMN quire.term.name_key IS 'Equal for names that are the same: computed by name_key() of gql/content/site/term_record.py. Null: not computed yet.';
COMMENT ON COLUMN quire.term.version IS 'How often it was saved by an editor. No view for readers shows it.';
COMMENT ON COLUMN quire.term.total_post_count IS 'How many published posts are in the category or in one below it; 0 for tags, which have none below them.';

ALTER TABLE quire.term ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.term_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE quire.unarranged_entry (
    entry_id bigint NOT NULL
);
COMMENT ON TABLE quire.unarranged_entry IS 'Entries whose comments are still as versions before 0011 kept them.';

CREATE VIEW quire.unlisted_post_of_viewer AS
 SELECT l.post_id
   FROM quire.post_author l
  WHERE ((l.author_id = quire_viewer.viewer_id()) AND (l.published_at IS NULL))
UNION ALL
 SELECT l.post_id
   FROM quire.post_author l
  WHERE ((l.author_id = quire_viewer.viewer_id()) AND (l.published_at > now()));
COMMENT ON VIEW quire.unlisted_post_of_viewer IS 'Posts of the viewer that readers do not see: drafts, trashed ones, those to come.';

CREATE TABLE quire.withheld_discussion (
    entry_id bigint NOT NULL,
    shown_at timestamp with time zone
);
COMMENT ON TABLE quire.withheld_discussion IS 'Entries with comments that readers do not see because they do not see the entry: few, so that every view of comments can leave them out.';
COMMENT ON COLUMN quire.withheld_discussion.shown_at IS 'When the entry is published, at a time to come; null: nobody knows.';

CREATE VIEW quire.written_comment AS
 SELECT c.id,
    c.entry_id,
    ( SELECT e.kind
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) AS entry_kind,
    c.parent_id,
    c.root_id,
    c.path,
    c.depth,
        CASE
            WHEN (c.visible_from IS NOT NULL) THEN quire.place_of(c.path)
            ELSE (( SELECT quire.place_of(p.path) AS place_of
               FROM quire.comment p
              WHERE ((p.id = c.parent_id) AND (p.visible_from IS NOT NULL))) || (1000000000 + ( SELECT (count(*))::integer AS count
               FROM quire.comment o
              WHERE ((o.parent_id = c.parent_id) AND (o.visible_from IS NULL) AND (ROW(o.published_at, o.id) < ROW(c.published_at, c.id))))))
        END AS place,
        CASE
            WHEN (c.visible_from IS NULL) THEN 0
            ELSE ( SELECT COALESCE(max(k.rank), 0) AS "coalesce"
               FROM unnest((quire.place_of(c.path))[2:]) k(rank))
        END AS widest,
    ((( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) || '#comment-'::text) || c.id) AS uri,
    (((( SELECT s.url
           FROM quire.site s) || ( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id))) || '#comment-'::text) || c.id) AS link,
    c.kind,
    c.status,
        CASE
            WHEN (NOT l.is_listed) THEN NULL::integer
            WHEN (c.block_id IS NULL) THEN c.number
            ELSE (c.number + ( SELECT b.before
               FROM quire.comment_block b
              WHERE (b.id = c.block_id)))
        END AS number,
        CASE
            WHEN c.is_deleted THEN ''::text
            ELSE c.content_html
        END AS content_html,
        CASE
            WHEN c.is_deleted THEN ''::text
            ELSE c.content_markdown
        END AS content_markdown,
        CASE
            WHEN c.is_deleted THEN ''::text
            ELSE c.content_text
        END AS content_text,
        CASE
            WHEN c.is_deleted THEN ''::text
            ELSE c.content_source
        END AS content_source,
        CASE
            WHEN (NOT c.is_deleted) THEN c.author_id
            ELSE NULL::bigint
        END AS author_id,
        CASE
            WHEN (NOT c.is_deleted) THEN c.guest_name
            ELSE NULL::text
        END AS guest_name,
        CASE
            WHEN (NOT c.is_deleted) THEN c.guest_url
            ELSE NULL::text
        END AS guest_url,
        CASE
            WHEN c.is_deleted THEN (md5((c.id)::text))::uuid
            ELSE c.guest_avatar_key
        END AS guest_avatar_key,
        CASE
            WHEN (NOT c.is_deleted) THEN c.source_url
            ELSE NULL::text
        END AS source_url,
        CASE
            WHEN (NOT c.is_deleted) THEN c.source_title
            ELSE NULL::text
        END AS source_title,
        CASE
            WHEN (NOT c.is_deleted) THEN c.source_site_name
            ELSE NULL::text
        END AS source_site_name,
        CASE
            WHEN (NOT c.is_deleted) THEN c.source_verified_at
            ELSE NULL::timestamp with time zone
        END AS source_verified_at,
    c.published_at,
    c.updated_at,
    c.is_deleted,
        CASE
            WHEN l.is_listed THEN c.reply_count
            ELSE 0
        END AS reply_count,
        CASE
            WHEN l.is_listed THEN c.descendant_count
            ELSE 0
        END AS descendant_count,
    c.like_count,
    c.search,
    l.is_listed,
    false AS waits,
    c.reply_count AS counted_replies
   FROM (quire.comment c
     CROSS JOIN LATERAL ( SELECT ((c.visible_from IS NOT NULL) AND ((EXISTS ( SELECT
                   FROM quire.withheld_discussion w
                  WHERE ((w.entry_id = c.entry_id) AND COALESCE((w.shown_at > now()), true)))) IS FALSE)) AS is_listed) l);

CREATE VIEW quire_editor.account AS
 SELECT author_id,
    email,
    role,
    (disabled_at IS NOT NULL) AS is_disabled,
    created_at
   FROM quire.account c;

CREATE VIEW quire_editor.author AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    bio_html,
    bio_markdown,
    bio_text,
    bio_source,
    url,
    links,
    avatar_key,
    joined_at,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_author l
          WHERE ((l.author_id = a.id) AND (l.published_at > now())))) AS post_count,
    search,
    COALESCE(updated_at, joined_at) AS updated_at
   FROM quire.author a;

CREATE VIEW quire_editor.term AS
 SELECT id,
    kind,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    description,
    parent_id,
    path,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_term l
          WHERE ((l.term_id = t.id) AND (l.published_at > now())))) AS post_count,
    (total_post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_category k
          WHERE ((k.category_id = t.id) AND (k.published_at > now())))) AS total_post_count,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.term t;

CREATE VIEW quire_editor.category AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    parent_id,
    path,
    post_count,
    total_post_count,
    created_at,
    updated_at
   FROM quire_editor.term t
  WHERE (kind = 'CATEGORY'::text);

CREATE VIEW quire_editor.comment AS
 SELECT id,
    entry_id,
    entry_kind,
    parent_id,
    root_id,
    path,
    depth,
    place,
    widest,
    uri,
    link,
    kind,
    status,
    number,
    content_html,
    content_markdown,
    content_text,
    content_source,
    author_id,
    guest_name,
    guest_url,
    guest_avatar_key,
    source_url,
    source_title,
    source_site_name,
    source_verified_at,
    published_at,
    updated_at,
    is_deleted,
    reply_count,
    descendant_count,
    like_count,
    search,
    is_listed,
    waits,
        CASE
            WHEN is_listed THEN published_at
            ELSE NULL::timestamp with time zone
        END AS shown_at,
    counted_replies
   FROM quire.written_comment w;

CREATE VIEW quire_editor.comment_private AS
 SELECT comment_id,
    email,
    host(network_address) AS network_address,
    user_agent,
    held_for
   FROM quire.comment_private p;

CREATE VIEW quire_editor.each_guest AS
 SELECT DISTINCT ON (k.id) k.id,
    c.guest_name AS name,
    c.guest_url AS url,
    c.guest_avatar_key AS avatar_key,
    c.published_at AS created_at
   FROM (quire_editor.comment c
     CROSS JOIN LATERAL ( SELECT quire.guest_key(c.guest_avatar_key, c.guest_name, c.guest_url) AS id) k)
  WHERE (c.author_id IS NULL)
  ORDER BY k.id, c.published_at, c.id;

CREATE VIEW quire_editor.found_term AS
 SELECT id,
    kind,
    search
   FROM quire.term t;

CREATE VIEW quire_editor.guest AS
 SELECT id,
    guest_name AS name,
    guest_url AS url,
    guest_avatar_key AS avatar_key
   FROM quire_editor.comment c
  WHERE (author_id IS NULL);

CREATE VIEW quire_viewer.liked_comment AS
 SELECT comment_id
   FROM quire.comment_like l
  WHERE (author_id = (NULLIF(current_setting('quire.viewer'::text, true), ''::text))::bigint);

CREATE VIEW quire_editor.liked_comment AS
 SELECT comment_id
   FROM quire_viewer.liked_comment v;

CREATE VIEW quire_viewer.liked_post AS
 SELECT entry_id AS post_id
   FROM quire.entry_like l
  WHERE (author_id = (NULLIF(current_setting('quire.viewer'::text, true), ''::text))::bigint);

CREATE VIEW quire_editor.liked_post AS
 SELECT post_id
   FROM quire_viewer.liked_post v;

CREATE VIEW quire_editor.media AS
 SELECT id,
    url,
    mime_type,
    alt,
    caption,
    title,
    width,
    height,
    file_size,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at,
    quire_search.file_words(title, url) AS words
   FROM quire.media m;

CREATE VIEW quire_editor.menu AS
 SELECT id,
    slug,
    name,
    location,
    version,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.menu m;

CREATE VIEW quire_reader.author AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    bio_html,
    bio_markdown,
    bio_text,
    bio_html AS bio_source,
    url,
    links,
    avatar_key,
    joined_at,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_author l
          WHERE ((l.author_id = a.id) AND (l.published_at > now())))) AS post_count,
    search,
    COALESCE(updated_at, joined_at) AS updated_at
   FROM quire.author a
  WHERE (is_public OR quire.has_public_work(id));

CREATE VIEW quire_reader.term AS
 SELECT id,
    kind,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    description,
    parent_id,
    path,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_term l
          WHERE ((l.term_id = t.id) AND (l.published_at > now())))) AS post_count,
    (total_post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_category k
          WHERE ((k.category_id = t.id) AND (k.published_at > now())))) AS total_post_count,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.term t
  WHERE (is_public OR quire.is_carried(id));

CREATE VIEW quire_editor.menu_item AS
 WITH RECURSIVE item AS (
         SELECT i_1.id,
            i_1.menu_id,
            i_1.parent_id,
            i_1."position",
            COALESCE(NULLIF(i_1.label, ''::text), e.title, t_1.name, a.name, i_1.url) AS label,
            COALESCE(i_1.url, (( SELECT s.url
                   FROM quire.site s) || COALESCE(e.uri, t_1.uri, a.uri))) AS url,
            COALESCE(e.kind, t_1.kind,
                CASE
                    WHEN (a.id IS NOT NULL) THEN 'AUTHOR'::text
                    ELSE NULL::text
                END) AS target_kind,
            COALESCE(e.id, t_1.id, a.id) AS target_id,
            (num_nonnulls(i_1.url, e.id, t_1.id, a.id) = 1) AS is_shown,
            NULLIF(i_1.label, ''::text) AS given_label,
            i_1.created_at,
            COALESCE(i_1.updated_at, i_1.created_at) AS updated_at,
            ((i_1.url IS NOT NULL) OR (((e.status = 'PUBLISHED'::text) AND (e.published_at <= now())) IS TRUE) OR (EXISTS ( SELECT
                   FROM quire_reader.term k
                  WHERE (k.id = t_1.id))) OR (EXISTS ( SELECT
                   FROM quire_reader.author k
                  WHERE (k.id = a.id)))) AS is_visible
           FROM (((quire.menu_item i_1
             LEFT JOIN quire.entry e ON (((e.id = i_1.entry_id) AND (e.status <> 'TRASH'::text))))
             LEFT JOIN quire.term t_1 ON ((t_1.id = i_1.term_id)))
             LEFT JOIN quire.author a ON ((a.id = i_1.author_id)))
        ), tree AS (
         SELECT i_1.id,
            NULL::bigint AS parent_id,
            0 AS depth,
                CASE
                    WHEN i_1.is_shown THEN i_1.id
                    ELSE NULL::bigint
                END AS nearest,
            (i_1.is_shown)::integer AS depth_below
           FROM item i_1
          WHERE (i_1.parent_id IS NULL)
        UNION ALL
         SELECT i_1.id,
            t_1.nearest,
            t_1.depth_below,
                CASE
                    WHEN i_1.is_shown THEN i_1.id
                    ELSE t_1.nearest
                END AS nearest,
            (t_1.depth_below + (i_1.is_shown)::integer)
           FROM (tree t_1
             JOIN item i_1 ON ((i_1.parent_id = t_1.id)))
        )
 SELECT i.id,
    i.menu_id,
    t.parent_id,
    i."position",
    t.depth,
    i.label,
    i.url,
    i.target_kind,
    i.target_id,
    i.given_label,
    i.created_at,
    i.updated_at,
    i.is_visible
   FROM (item i
     JOIN tree t ON ((t.id = i.id)))
  WHERE i.is_shown;

CREATE VIEW quire_editor.meta AS
 SELECT id,
    entry_id,
    term_id,
    author_id,
    comment_id,
    key,
    value
   FROM quire.meta m;

CREATE VIEW quire_editor.moderation AS
 SELECT id,
    comment_id,
    moderator_id,
    was,
    became,
    reason,
    made_at,
    machine,
    (undone_at IS NOT NULL) AS is_undone,
    undone_at,
    undone_by,
    undone_by_machine
   FROM quire.moderation m;

CREATE VIEW quire_editor.newest_page AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    language,
    author_id,
    featured_media_id,
    parent_id,
    path,
    menu_order,
    comments_open,
    published_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    search,
    status,
    created_at,
    is_listed,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    shown_at,
    listed_at,
    version,
    has_draft,
    source_format,
    schema_type
   FROM quire.newest_page n;

CREATE VIEW quire_editor.newest_page_author AS
 SELECT id AS page_id,
    author_id,
    1 AS "position"
   FROM quire_editor.newest_page n;

CREATE VIEW quire_editor.newest_post AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    language,
    status,
    author_id,
    featured_media_id,
    is_sticky,
    comments_open,
    pings_open,
    published_at,
    created_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    like_count,
    search,
    is_listed,
    shown_at,
    version,
    has_draft,
    source_format,
    schema_type
   FROM quire.newest_post n;

CREATE VIEW quire_editor.newest_post_author AS
 SELECT post_id,
    author_id,
    "position"
   FROM quire.newest_post_author n;

CREATE VIEW quire_editor.newest_post_term AS
 SELECT post_id,
    term_id,
    "position"
   FROM quire.newest_post_term n;

CREATE VIEW quire_editor.page AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    language,
    author_id,
    featured_media_id,
    parent_id,
    path,
    menu_order,
    comments_open,
    published_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    search,
    status,
    created_at,
    is_listed,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    shown_at,
    listed_at,
    version,
    (EXISTS ( SELECT
           FROM quire.entry_draft d
          WHERE (d.entry_id = u.id))) AS has_draft,
    source_format,
    'WebPage'::text AS schema_type
   FROM ( SELECT e.id,
            e.slug,
            e.uri,
            e.title,
            e.sort_title,
            e.content_html,
            e.content_markdown,
            e.content_text,
            e.content_source,
            e.source_format,
            e.language,
            e.author_id,
            e.featured_media_id,
            e.parent_id,
            e.path,
            e.menu_order,
            e.comments_open,
            e.published_at,
            e.updated_at,
            e.comment_count,
            e.mention_count,
            e.response_count,
            e.search,
                CASE
                    WHEN ((e.status = 'PUBLISHED'::text) AND (e.published_at > now())) THEN 'SCHEDULED'::text
                    ELSE e.status
                END AS status,
            e.created_at,
            ((e.status = 'PUBLISHED'::text) AND (e.published_at <= now())) AS is_listed,
            e.excerpt,
            e.excerpt_is_written,
            e.toc,
            e.word_count,
            e.reading_minutes,
            e.published_at AS shown_at,
            COALESCE(e.published_at, '9999-01-01 00:00:00+00'::timestamp with time zone) AS listed_at,
            e.version,
            ((e.kind = 'PAGE'::text) AND (e.id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.entry e
        UNION ALL
         SELECT p.id,
            p.slug,
            p.uri,
            p.title,
            p.sort_title,
            p.content_html,
            p.content_markdown,
            p.content_text,
            p.content_source,
            p.source_format,
            p.language,
            p.author_id,
            p.featured_media_id,
            p.parent_id,
            p.path,
            p.menu_order,
            p.comments_open,
            p.published_at,
            p.updated_at,
            p.comment_count,
            p.mention_count,
            p.response_count,
            p.search,
            p.status,
            p.created_at,
            p.is_listed,
            p.excerpt,
            p.excerpt_is_written,
            p.toc,
            p.word_count,
            p.reading_minutes,
            p.shown_at,
            p.listed_at,
            p.version,
            true
           FROM quire.previewed_page p) u
  WHERE is_shown;

CREATE VIEW quire_editor.page_author AS
 SELECT id AS page_id,
    author_id,
    1 AS "position"
   FROM quire_editor.page p;

CREATE VIEW quire_editor.post AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    language,
    status,
    author_id,
    featured_media_id,
    is_sticky,
    comments_open,
    pings_open,
    published_at,
    created_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    like_count,
    search,
    is_listed,
    shown_at,
    version,
    (EXISTS ( SELECT
           FROM quire.entry_draft d
          WHERE (d.entry_id = u.id))) AS has_draft,
    source_format,
    'BlogPosting'::text AS schema_type
   FROM ( SELECT e.id,
            e.slug,
            e.uri,
            e.title,
            e.sort_title,
            e.content_html,
            e.content_markdown,
            e.content_text,
            e.content_source,
            e.source_format,
            e.excerpt,
            e.excerpt_is_written,
            e.toc,
            e.word_count,
            e.reading_minutes,
            e.language,
                CASE
                    WHEN ((e.status = 'PUBLISHED'::text) AND (e.published_at > now())) THEN 'SCHEDULED'::text
                    ELSE e.status
                END AS status,
            e.author_id,
            e.featured_media_id,
            e.is_sticky,
            e.comments_open,
            e.pings_open,
            COALESCE(e.published_at, '9999-01-01 00:00:00+00'::timestamp with time zone) AS published_at,
            e.created_at,
            e.updated_at,
            e.comment_count,
            e.mention_count,
            e.response_count,
            e.like_count,
            e.search,
            ((e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (COALESCE(e.published_at, '9999-01-01 00:00:00+00'::timestamp with time zone) <= now())) AS is_listed,
            e.published_at AS shown_at,
            e.version,
            ((e.kind = 'POST'::text) AND (e.id IS DISTINCT FROM ( SELECT quire_viewer.preview_id() AS preview_id))) AS is_shown
           FROM quire.entry e
        UNION ALL
         SELECT p.id,
            p.slug,
            p.uri,
            p.title,
            p.sort_title,
            p.content_html,
            p.content_markdown,
            p.content_text,
            p.content_source,
            p.source_format,
            p.excerpt,
            p.excerpt_is_written,
            p.toc,
            p.word_count,
            p.reading_minutes,
            p.language,
            p.status,
            p.author_id,
            p.featured_media_id,
            p.is_sticky,
            p.comments_open,
            p.pings_open,
            p.published_at,
            p.created_at,
            p.updated_at,
            p.comment_count,
            p.mention_count,
            p.response_count,
            p.like_count,
            p.search,
            p.is_listed,
            p.shown_at,
            p.version,
            true
           FROM quire.previewed_post p) u
  WHERE is_shown;

CREATE VIEW quire_editor.post_author AS
 SELECT post_id,
    author_id,
    "position",
    published_at,
    is_listed
   FROM ( SELECT l.post_id,
            l.author_id,
            l."position",
            l.published_at,
            (l.published_at <= now()) AS is_listed,
            ((l.published_at IS NOT NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_author l
        UNION ALL
         SELECT l.post_id,
            l.author_id,
            l."position",
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id)) AS published_at,
            false,
            ((l.published_at IS NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_author l
        UNION ALL
         SELECT p.post_id,
            p.author_id,
            p."position",
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_author p) u
  WHERE is_shown;

CREATE VIEW quire_editor.post_category AS
 SELECT post_id,
    category_id,
    is_own,
    published_at,
    is_listed
   FROM ( SELECT k.post_id,
            k.category_id,
            k.is_own,
            k.published_at,
            (k.published_at <= now()) AS is_listed,
            ((k.published_at IS NOT NULL) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_category k
        UNION ALL
         SELECT k.post_id,
            k.category_id,
            k.is_own,
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = k.post_id)) AS published_at,
            false,
            ((k.published_at IS NULL) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_category k
        UNION ALL
         SELECT p.post_id,
            p.category_id,
            p.is_own,
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_category p) u
  WHERE is_shown;

CREATE VIEW quire_reader.post_like AS
 SELECT l.entry_id AS post_id,
    l.author_id,
    l.liked_at
   FROM ((quire.entry_like l
     JOIN quire.entry e ON ((e.id = l.entry_id)))
     JOIN quire_reader.author a ON ((a.id = l.author_id)))
  WHERE ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()));

CREATE VIEW quire_editor.post_like AS
 SELECT post_id,
    author_id,
    liked_at
   FROM quire_reader.post_like v;

CREATE VIEW quire_editor.post_term AS
 SELECT post_id,
    term_id,
    "position",
    published_at,
    is_listed
   FROM ( SELECT l.post_id,
            l.term_id,
            l."position",
            l.published_at,
            (l.published_at <= now()) AS is_listed,
            ((l.published_at IS NOT NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_term l
        UNION ALL
         SELECT l.post_id,
            l.term_id,
            l."position",
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id)) AS published_at,
            false,
            ((l.published_at IS NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_term l
        UNION ALL
         SELECT p.post_id,
            p.term_id,
            p."position",
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_term p) u
  WHERE is_shown;

CREATE VIEW quire_editor.post_related AS
 SELECT own.post_id,
    n.post_id AS related_id,
    count(*) AS shared,
    max(n.published_at) AS published_at
   FROM (quire_editor.post_term own
     CROSS JOIN LATERAL ( SELECT l.post_id,
            l.published_at
           FROM quire_editor.post_term l
          WHERE ((l.term_id = own.term_id) AND (l.post_id <> own.post_id) AND (l.published_at <= now()))
          ORDER BY l.published_at DESC, l.post_id DESC
         LIMIT 50) n)
  GROUP BY own.post_id, n.post_id;

CREATE VIEW quire_editor.preview AS
 SELECT p.id,
    p.entry_id,
    a.author_id AS created_by_id,
    p.machine,
    p.created_at,
    p.expires_at
   FROM (quire.preview p
     LEFT JOIN quire.account a ON ((a.id = p.account_id)))
  WHERE ((p.revoked_at IS NULL) AND (p.expires_at > now()));

CREATE VIEW quire_reader.public_node AS
 SELECT 'term'::text AS kind,
    t.id
   FROM quire_reader.term t
UNION ALL
 SELECT 'author'::text AS kind,
    a.id
   FROM quire_reader.author a;

CREATE VIEW quire_editor.public_node AS
 SELECT kind,
    id
   FROM quire_reader.public_node n;

CREATE VIEW quire_editor.redirect AS
 SELECT id,
    uri,
    location,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.redirect r;

CREATE VIEW quire_editor.revision AS
 SELECT id,
    entry_id,
    version,
    saved_by AS saved_by_id,
    saved_at,
    (written ->> 'title'::text) AS title,
    (written ->> 'content'::text) AS content,
    (written ->> 'format'::text) AS format,
    content_text
   FROM quire.entry_revision r;

CREATE VIEW quire_reader.media AS
 SELECT id,
    url,
    mime_type,
    alt,
    caption,
    title,
    width,
    height,
    file_size,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at,
    quire_search.file_words(title, url) AS words
   FROM quire.media m
  WHERE ((is_public AND (attached_to IS NULL)) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.id = m.attached_to) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.featured_media_id = m.id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))));

CREATE VIEW quire_reader.route AS
 SELECT e.uri,
    200 AS status,
    NULL::text AS location,
    e.kind AS target_kind,
    e.id AS target_id,
    false AS is_redirect
   FROM quire.entry e
  WHERE ((e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))
UNION ALL
 SELECT o.uri,
    301 AS status,
    e.uri AS location,
    e.kind AS target_kind,
    e.id AS target_id,
    false AS is_redirect
   FROM (quire.entry_old_uri o
     JOIN quire.entry e ON ((e.id = o.entry_id)))
  WHERE ((e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (o.uri <> e.uri))
UNION ALL
 SELECT o.uri,
    410 AS status,
    NULL::text AS location,
    NULL::text AS target_kind,
    NULL::bigint AS target_id,
    false AS is_redirect
   FROM (quire.entry_old_uri o
     JOIN quire.entry e ON ((e.id = o.entry_id)))
  WHERE ((e.status = 'TRASH'::text) AND (e.published_at <= now()) AND e.was_public)
UNION ALL
 SELECT e.uri,
    410 AS status,
    NULL::text AS location,
    NULL::text AS target_kind,
    NULL::bigint AS target_id,
    false AS is_redirect
   FROM quire.entry e
  WHERE ((e.status = 'TRASH'::text) AND (e.published_at <= now()) AND (e.was_public IS NULL))
UNION ALL
 SELECT t.uri,
    200 AS status,
    NULL::text AS location,
    t.kind AS target_kind,
    t.id AS target_id,
    false AS is_redirect
   FROM quire_reader.term t
UNION ALL
 SELECT a.uri,
    200 AS status,
    NULL::text AS location,
    'AUTHOR'::text AS target_kind,
    a.id AS target_id,
    false AS is_redirect
   FROM quire_reader.author a
UNION ALL
 SELECT f.uri,
    301 AS status,
    t.uri AS location,
    t.kind AS target_kind,
    t.id AS target_id,
    false AS is_redirect
   FROM (quire.former_uri f
     JOIN quire_reader.term t ON ((t.id = f.term_id)))
  WHERE (f.uri <> t.uri)
UNION ALL
 SELECT f.uri,
    301 AS status,
    a.uri AS location,
    'AUTHOR'::text AS target_kind,
    a.id AS target_id,
    false AS is_redirect
   FROM (quire.former_uri f
     JOIN quire_reader.author a ON ((a.id = f.author_id)))
  WHERE (f.uri <> a.uri)
UNION ALL
 SELECT f.uri,
    301 AS status,
    m.url AS location,
    NULL::text AS target_kind,
    NULL::bigint AS target_id,
    false AS is_redirect
   FROM (quire.former_uri f
     JOIN quire_reader.media m ON ((m.id = f.media_id)))
UNION ALL
 SELECT r.uri,
    301 AS status,
    r.location,
    NULL::text AS target_kind,
    NULL::bigint AS target_id,
    true AS is_redirect
   FROM quire.redirect r;

CREATE VIEW quire_editor.route AS
 SELECT uri,
    status,
    location,
    target_kind,
    target_id,
    is_redirect
   FROM quire_reader.route v;

CREATE VIEW quire_editor.seo AS
 SELECT entry_id,
    term_id,
    author_id,
    title,
    description,
    canonical_url,
    is_indexed,
    image_id,
    open_graph_title,
    open_graph_description,
    twitter_card
   FROM quire.seo s;

CREATE VIEW quire_editor.series AS
 SELECT id,
    slug,
    title,
    sort_title,
    description,
    version,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.series s;

CREATE VIEW quire_editor.series_post AS
 SELECT series_id,
    post_id,
    "position",
    COALESCE((published_at <= now()), false) AS is_listed
   FROM quire.series_post l;

CREATE VIEW quire_reader.site AS
 SELECT title,
    tagline,
    url,
    language,
    (( SELECT (sum(c.posts))::integer AS sum
           FROM quire.published_count c) - ( SELECT (count(*))::integer AS count
           FROM quire.entry e
          WHERE ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at > now())))) AS post_count,
    ((( SELECT (sum(c.responses))::integer AS sum
           FROM quire.published_count c) - ( SELECT (COALESCE(sum(e.response_count), (0)::bigint))::integer AS "coalesce"
           FROM quire.entry e
          WHERE ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at > now())))) - ( SELECT (COALESCE(sum(e.response_count), (0)::bigint))::integer AS "coalesce"
           FROM quire.entry e
          WHERE ((e.kind = 'PAGE'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at > now())))) AS comment_count,
    ( SELECT (count(*))::integer AS count
           FROM quire_reader.author) AS author_count,
    logo_id,
    icon_id,
    time_zone,
    anonymous_name,
    ( SELECT e.id
           FROM quire.entry e
          WHERE ((e.id = s.front_page_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))) AS front_page_id,
    ( SELECT e.id
           FROM quire.entry e
          WHERE ((e.id = s.posts_page_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))) AS posts_page_id,
    comment_depth,
    hold_comments,
    comment_edit_minutes,
    ARRAY( WITH RECURSIVE seen AS (
                 SELECT k.kind,
                    1 AS number,
                    ( SELECT e.language
                           FROM quire.entry e
                          WHERE ((e.kind = k.kind) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))
                          ORDER BY e.language
                         LIMIT 1) AS language
                   FROM ( VALUES ('POST'::text), ('PAGE'::text)) k(kind)
                UNION ALL
                 SELECT l.kind,
                    (l.number + 1),
                    ( SELECT e.language
                           FROM quire.entry e
                          WHERE ((e.kind = l.kind) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (e.language > l.language))
                          ORDER BY e.language
                         LIMIT 1) AS language
                   FROM seen l
                  WHERE ((l.language IS NOT NULL) AND (l.number < 100))
                )
         SELECT o.language
           FROM ( SELECT DISTINCT l.language
                   FROM seen l
                  WHERE (l.language IS NOT NULL)) o
          ORDER BY (o.language <> s.language), o.language) AS languages,
    NULL::integer AS version,
    category_base,
    tag_base,
    author_base
   FROM quire.site s;

CREATE VIEW quire_editor.site AS
 SELECT v.title,
    v.tagline,
    v.url,
    v.language,
    v.post_count,
    v.comment_count,
    v.author_count,
    v.logo_id,
    v.icon_id,
    v.time_zone,
    v.anonymous_name,
    s.front_page_id,
    s.posts_page_id,
    v.comment_depth,
    v.hold_comments,
    v.comment_edit_minutes,
    v.languages,
    s.version,
    v.category_base,
    v.tag_base,
    v.author_base
   FROM (quire_reader.site v
     CROSS JOIN quire.site s);

CREATE VIEW quire_editor.tag AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    post_count,
    created_at,
    updated_at
   FROM quire_editor.term t
  WHERE (kind = 'TAG'::text);

CREATE VIEW quire_editor.translation AS
 SELECT e.id AS entry_id,
    o.id AS translation_id,
    (lower(o.language) COLLATE "C") AS language,
    ((o.status = 'PUBLISHED'::text) AND (o.published_at <= now())) AS is_listed
   FROM (quire.entry e
     JOIN quire.entry o ON (((o.translation_group = e.translation_group) AND (o.id <> e.id))))
  WHERE (o.status <> 'TRASH'::text);

CREATE VIEW quire_editor.version AS
 SELECT 'term'::text AS kind,
    t.id,
    t.version
   FROM quire.term t
UNION ALL
 SELECT 'author'::text AS kind,
    a.id,
    a.version
   FROM quire.author a;

CREATE VIEW quire_reader.category AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    parent_id,
    path,
    post_count,
    total_post_count,
    created_at,
    updated_at
   FROM quire_reader.term t
  WHERE (kind = 'CATEGORY'::text);

CREATE VIEW quire_reader.comment AS
 SELECT id,
    entry_id,
    ( SELECT e.kind
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) AS entry_kind,
    parent_id,
    root_id,
    path,
    depth,
    quire.place_of(path) AS place,
    ( SELECT COALESCE(max(k.rank), 0) AS "coalesce"
           FROM unnest((quire.place_of(c.path))[2:]) k(rank)) AS widest,
    ((( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) || '#comment-'::text) || id) AS uri,
    (((( SELECT s.url
           FROM quire.site s) || ( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id))) || '#comment-'::text) || id) AS link,
    kind,
    'APPROVED'::text AS status,
        CASE
            WHEN (block_id IS NULL) THEN number
            ELSE (number + ( SELECT b.before
               FROM quire.comment_block b
              WHERE (b.id = c.block_id)))
        END AS number,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_html
        END AS content_html,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_markdown
        END AS content_markdown,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_text
        END AS content_text,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_html
        END AS content_source,
        CASE
            WHEN (NOT is_deleted) THEN author_id
            ELSE NULL::bigint
        END AS author_id,
        CASE
            WHEN (NOT is_deleted) THEN guest_name
            ELSE NULL::text
        END AS guest_name,
        CASE
            WHEN (NOT is_deleted) THEN guest_url
            ELSE NULL::text
        END AS guest_url,
        CASE
            WHEN is_deleted THEN (md5((id)::text))::uuid
            ELSE guest_avatar_key
        END AS guest_avatar_key,
        CASE
            WHEN (NOT is_deleted) THEN source_url
            ELSE NULL::text
        END AS source_url,
        CASE
            WHEN (NOT is_deleted) THEN source_title
            ELSE NULL::text
        END AS source_title,
        CASE
            WHEN (NOT is_deleted) THEN source_site_name
            ELSE NULL::text
        END AS source_site_name,
        CASE
            WHEN (NOT is_deleted) THEN source_verified_at
            ELSE NULL::timestamp with time zone
        END AS source_verified_at,
    published_at,
    updated_at,
    is_deleted,
    reply_count,
    descendant_count,
    like_count,
    search,
    true AS is_listed,
    false AS waits,
    published_at AS shown_at,
    reply_count AS counted_replies
   FROM quire.comment c
  WHERE ((visible_from IS NOT NULL) AND ((EXISTS ( SELECT
           FROM quire.withheld_discussion w
          WHERE ((w.entry_id = c.entry_id) AND COALESCE((w.shown_at > now()), true)))) IS FALSE));

CREATE VIEW quire_reader.each_guest AS
 SELECT DISTINCT ON (k.id) k.id,
    c.guest_name AS name,
    c.guest_url AS url,
    c.guest_avatar_key AS avatar_key,
    c.published_at AS created_at
   FROM (quire_reader.comment c
     CROSS JOIN LATERAL ( SELECT quire.guest_key(c.guest_avatar_key, c.guest_name, c.guest_url) AS id) k)
  WHERE (c.author_id IS NULL)
  ORDER BY k.id, c.published_at, c.id;

CREATE VIEW quire_reader.found_term AS
 SELECT id,
    kind,
    search
   FROM quire.term t
  WHERE (is_public OR quire.is_carried(id));

CREATE VIEW quire_reader.guest AS
 SELECT id,
    guest_name AS name,
    guest_url AS url,
    guest_avatar_key AS avatar_key
   FROM quire_reader.comment c
  WHERE (author_id IS NULL);

CREATE VIEW quire_reader.menu AS
 SELECT id,
    slug,
    name,
    location,
    NULL::integer AS version,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.menu m;

CREATE VIEW quire_reader.menu_item AS
 WITH RECURSIVE item AS (
         SELECT i_1.id,
            i_1.menu_id,
            i_1.parent_id,
            i_1."position",
            COALESCE(NULLIF(i_1.label, ''::text), e.title, t_1.name, a.name, i_1.url) AS label,
            COALESCE(i_1.url, (( SELECT s.url
                   FROM quire.site s) || COALESCE(e.uri, t_1.uri, a.uri))) AS url,
            COALESCE(e.kind, t_1.kind,
                CASE
                    WHEN (a.id IS NOT NULL) THEN 'AUTHOR'::text
                    ELSE NULL::text
                END) AS target_kind,
            COALESCE(e.id, t_1.id, a.id) AS target_id,
            (num_nonnulls(i_1.url, e.id, t_1.id, a.id) = 1) AS is_shown,
            NULLIF(i_1.label, ''::text) AS given_label
           FROM (((quire.menu_item i_1
             LEFT JOIN quire.entry e ON (((e.id = i_1.entry_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))))
             LEFT JOIN quire_reader.term t_1 ON ((t_1.id = i_1.term_id)))
             LEFT JOIN quire_reader.author a ON ((a.id = i_1.author_id)))
        ), tree AS (
         SELECT i_1.id,
            NULL::bigint AS parent_id,
            0 AS depth,
                CASE
                    WHEN i_1.is_shown THEN i_1.id
                    ELSE NULL::bigint
                END AS nearest,
            (i_1.is_shown)::integer AS depth_below
           FROM item i_1
          WHERE (i_1.parent_id IS NULL)
        UNION ALL
         SELECT i_1.id,
            t_1.nearest,
            t_1.depth_below,
                CASE
                    WHEN i_1.is_shown THEN i_1.id
                    ELSE t_1.nearest
                END AS nearest,
            (t_1.depth_below + (i_1.is_shown)::integer)
           FROM (tree t_1
             JOIN item i_1 ON ((i_1.parent_id = t_1.id)))
        )
 SELECT i.id,
    i.menu_id,
    t.parent_id,
    i."position",
    t.depth,
    i.label,
    i.url,
    i.target_kind,
    i.target_id,
    i.given_label,
    ( SELECT k.created_at
           FROM quire.menu_item k
          WHERE (k.id = i.id)) AS created_at,
    ( SELECT COALESCE(k.updated_at, k.created_at) AS "coalesce"
           FROM quire.menu_item k
          WHERE (k.id = i.id)) AS updated_at,
    true AS is_visible
   FROM (item i
     JOIN tree t ON ((t.id = i.id)))
  WHERE i.is_shown;

CREATE VIEW quire_reader.meta AS
 SELECT id,
    entry_id,
    term_id,
    author_id,
    comment_id,
    key,
    value
   FROM quire.meta m
  WHERE (key = ANY ((COALESCE(NULLIF(current_setting('quire.public_meta'::text, true), ''::text), '{}'::text))::text[]));

CREATE VIEW quire_reader.newest_page AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    language,
    author_id,
    featured_media_id,
    parent_id,
    path,
    menu_order,
    comments_open,
    published_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    search,
    status,
    created_at,
    is_listed,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    shown_at,
    listed_at,
    version,
    has_draft,
    source_format,
    schema_type
   FROM quire.newest_page n
  WHERE false;

CREATE VIEW quire_reader.newest_page_author AS
 SELECT id AS page_id,
    author_id,
    1 AS "position"
   FROM quire_reader.newest_page n;

CREATE VIEW quire_reader.newest_post AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    language,
    status,
    author_id,
    featured_media_id,
    is_sticky,
    comments_open,
    pings_open,
    published_at,
    created_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    like_count,
    search,
    is_listed,
    shown_at,
    version,
    has_draft,
    source_format,
    schema_type
   FROM quire.newest_post n
  WHERE false;

CREATE VIEW quire_reader.newest_post_author AS
 SELECT post_id,
    author_id,
    "position"
   FROM quire.newest_post_author n
  WHERE false;

CREATE VIEW quire_reader.newest_post_term AS
 SELECT post_id,
    term_id,
    "position"
   FROM quire.newest_post_term n
  WHERE false;

CREATE VIEW quire_reader.page AS
 SELECT e.id,
    e.slug,
    e.uri,
    e.title,
    e.sort_title,
    (( SELECT s.url
           FROM quire.site s) || e.uri) AS link,
    e.content_html,
    e.content_markdown,
    e.content_text,
    e.content_html AS content_source,
    e.language,
    e.author_id,
    e.featured_media_id,
    p.id AS parent_id,
    ARRAY( SELECT a.id
           FROM (unnest(e.path) WITH ORDINALITY k(id, step)
             JOIN quire.entry a ON (((a.id = k.id) AND (a.status = 'PUBLISHED'::text) AND (a.published_at <= now()))))
          ORDER BY k.step) AS path,
    e.menu_order,
    e.comments_open,
    e.published_at,
    e.updated_at,
    e.comment_count,
    e.mention_count,
    e.response_count,
    e.search,
    'PUBLISHED'::text AS status,
    e.created_at,
    true AS is_listed,
    e.excerpt,
    e.excerpt_is_written,
    e.toc,
    e.word_count,
    e.reading_minutes,
    e.published_at AS shown_at,
    e.published_at AS listed_at,
    NULL::integer AS version,
    NULL::boolean AS has_draft,
    'HTML'::text AS source_format,
    'WebPage'::text AS schema_type
   FROM (quire.entry e
     LEFT JOIN quire.entry p ON (((p.id = e.parent_id) AND (p.status = 'PUBLISHED'::text) AND (p.published_at <= now()))))
  WHERE ((e.kind = 'PAGE'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()));

CREATE VIEW quire_reader.page_author AS
 SELECT id AS page_id,
    author_id,
    1 AS "position"
   FROM quire_reader.page p;

CREATE VIEW quire_reader.post AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    content_html,
    content_markdown,
    content_text,
    content_html AS content_source,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    language,
    'PUBLISHED'::text AS status,
    author_id,
    featured_media_id,
    is_sticky,
    comments_open,
    pings_open,
    published_at,
    created_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    like_count,
    search,
    true AS is_listed,
    published_at AS shown_at,
    NULL::integer AS version,
    NULL::boolean AS has_draft,
    'HTML'::text AS source_format,
    'BlogPosting'::text AS schema_type
   FROM quire.entry e
  WHERE ((kind = 'POST'::text) AND (status = 'PUBLISHED'::text) AND (published_at <= now()));

CREATE VIEW quire_reader.post_author AS
 SELECT post_id,
    author_id,
    "position",
    published_at,
    true AS is_listed
   FROM quire.post_author l
  WHERE (published_at <= now());

CREATE VIEW quire_reader.post_category AS
 SELECT post_id,
    category_id,
    is_own,
    published_at,
    true AS is_listed
   FROM quire.post_category k
  WHERE (published_at <= now());

CREATE VIEW quire_reader.post_term AS
 SELECT post_id,
    term_id,
    "position",
    published_at,
    true AS is_listed
   FROM quire.post_term l
  WHERE (published_at <= now());

CREATE VIEW quire_reader.post_related AS
 SELECT own.post_id,
    n.post_id AS related_id,
    count(*) AS shared,
    max(n.published_at) AS published_at
   FROM (quire_reader.post_term own
     CROSS JOIN LATERAL ( SELECT l.post_id,
            l.published_at
           FROM quire_reader.post_term l
          WHERE ((l.term_id = own.term_id) AND (l.post_id <> own.post_id) AND (l.published_at <= now()))
          ORDER BY l.published_at DESC, l.post_id DESC
         LIMIT 50) n)
  GROUP BY own.post_id, n.post_id;

CREATE VIEW quire_reader.preview AS
 SELECT id,
    entry_id,
    created_by_id,
    machine,
    created_at,
    expires_at
   FROM quire_editor.preview p
  WHERE false;

CREATE VIEW quire_reader.redirect AS
 SELECT id,
    uri,
    location,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.redirect r
  WHERE false;

CREATE VIEW quire_reader.revision AS
 SELECT id,
    entry_id,
    version,
    saved_by_id,
    saved_at,
    title,
    content,
    format,
    content_text
   FROM quire_editor.revision r
  WHERE false;

CREATE VIEW quire_reader.seo AS
 SELECT entry_id,
    term_id,
    author_id,
    title,
    description,
    canonical_url,
    is_indexed,
    ( SELECT i.id
           FROM quire_reader.media i
          WHERE (i.id = s.image_id)) AS image_id,
    open_graph_title,
    open_graph_description,
    twitter_card
   FROM quire.seo s
  WHERE ((EXISTS ( SELECT
           FROM quire_reader.post p
          WHERE (p.id = s.entry_id))) OR (EXISTS ( SELECT
           FROM quire_reader.page p
          WHERE (p.id = s.entry_id))) OR (EXISTS ( SELECT
           FROM quire_reader.term t
          WHERE (t.id = s.term_id))) OR (EXISTS ( SELECT
           FROM quire_reader.author a
          WHERE (a.id = s.author_id))));

CREATE VIEW quire_reader.series_post AS
 SELECT series_id,
    post_id,
    "position",
    true AS is_listed
   FROM quire.series_post l
  WHERE (published_at <= now());

CREATE VIEW quire_reader.series AS
 SELECT id,
    slug,
    title,
    sort_title,
    description,
    NULL::integer AS version,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.series s
  WHERE (EXISTS ( SELECT
           FROM quire_reader.series_post l
          WHERE (l.series_id = s.id)));

CREATE VIEW quire_reader.tag AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    post_count,
    created_at,
    updated_at
   FROM quire_reader.term t
  WHERE (kind = 'TAG'::text);

CREATE VIEW quire_reader.translation AS
 SELECT e.id AS entry_id,
    o.id AS translation_id,
    (lower(o.language) COLLATE "C") AS language,
    true AS is_listed
   FROM (quire.entry e
     JOIN quire.entry o ON (((o.translation_group = e.translation_group) AND (o.id <> e.id))))
  WHERE ((e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (o.status = 'PUBLISHED'::text) AND (o.published_at <= now()));

CREATE VIEW quire_viewer.author AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    bio_html,
    bio_markdown,
    bio_text,
        CASE
            WHEN (id = quire_viewer.viewer_id()) THEN bio_source
            ELSE bio_html
        END AS bio_source,
    url,
    links,
    avatar_key,
    joined_at,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_author l
          WHERE ((l.author_id = a.id) AND (l.published_at > now())))) AS post_count,
    search,
    COALESCE(updated_at, joined_at) AS updated_at
   FROM quire.author a
  WHERE (is_public OR quire.has_public_work(id) OR (id = ANY (( SELECT quire.author_ids_of_viewer() AS author_ids_of_viewer)::bigint[])));

CREATE VIEW quire_viewer.term AS
 SELECT id,
    kind,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    description,
    parent_id,
    path,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_term l
          WHERE ((l.term_id = t.id) AND (l.published_at > now())))) AS post_count,
    (total_post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_category k
          WHERE ((k.category_id = t.id) AND (k.published_at > now())))) AS total_post_count,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.term t
  WHERE (is_public OR quire.is_carried(id) OR (id = ANY (( SELECT quire.term_ids_of_viewer() AS term_ids_of_viewer)::bigint[])));

CREATE VIEW quire_viewer.category AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    parent_id,
    path,
    post_count,
    total_post_count,
    created_at,
    updated_at
   FROM quire_viewer.term t
  WHERE (kind = 'CATEGORY'::text);

CREATE VIEW quire_viewer.comment AS
 SELECT id,
    entry_id,
    ( SELECT e.kind
           FROM quire.entry e
          WHERE (e.id = u.entry_id)) AS entry_kind,
    parent_id,
    root_id,
    path,
    depth,
        CASE
            WHEN (visible_from IS NOT NULL) THEN quire.place_of(path)
            ELSE (( SELECT quire.place_of(p.path) AS place_of
               FROM quire.comment p
              WHERE ((p.id = u.parent_id) AND (p.visible_from IS NOT NULL))) || (1000000000 + ( SELECT (count(*))::integer AS count
               FROM quire.comment o
              WHERE ((o.parent_id = u.parent_id) AND (o.visible_from IS NULL) AND (ROW(o.published_at, o.id) < ROW(u.published_at, u.id))))))
        END AS place,
        CASE
            WHEN (visible_from IS NULL) THEN 0
            ELSE ( SELECT COALESCE(max(k.rank), 0) AS "coalesce"
               FROM unnest((quire.place_of(u.path))[2:]) k(rank))
        END AS widest,
    ((( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = u.entry_id)) || '#comment-'::text) || id) AS uri,
    (((( SELECT s.url
           FROM quire.site s) || ( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = u.entry_id))) || '#comment-'::text) || id) AS link,
    kind,
    status,
        CASE
            WHEN waits THEN NULL::integer
            WHEN (block_id IS NULL) THEN number
            ELSE (number + ( SELECT b.before
               FROM quire.comment_block b
              WHERE (b.id = u.block_id)))
        END AS number,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_html
        END AS content_html,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_markdown
        END AS content_markdown,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_text
        END AS content_text,
        CASE
            WHEN is_deleted THEN ''::text
            WHEN (waits OR (author_id = quire_viewer.viewer_id()) OR (id = ANY (quire_viewer.receipt_ids()))) THEN content_source
            ELSE content_html
        END AS content_source,
        CASE
            WHEN (NOT is_deleted) THEN author_id
            ELSE NULL::bigint
        END AS author_id,
        CASE
            WHEN (NOT is_deleted) THEN guest_name
            ELSE NULL::text
        END AS guest_name,
        CASE
            WHEN (NOT is_deleted) THEN guest_url
            ELSE NULL::text
        END AS guest_url,
        CASE
            WHEN is_deleted THEN (md5((id)::text))::uuid
            ELSE guest_avatar_key
        END AS guest_avatar_key,
        CASE
            WHEN (NOT is_deleted) THEN source_url
            ELSE NULL::text
        END AS source_url,
        CASE
            WHEN (NOT is_deleted) THEN source_title
            ELSE NULL::text
        END AS source_title,
        CASE
            WHEN (NOT is_deleted) THEN source_site_name
            ELSE NULL::text
        END AS source_site_name,
        CASE
            WHEN (NOT is_deleted) THEN source_verified_at
            ELSE NULL::timestamp with time zone
        END AS source_verified_at,
    published_at,
    updated_at,
    is_deleted,
        CASE
            WHEN waits THEN 0
            ELSE reply_count
        END AS reply_count,
        CASE
            WHEN waits THEN 0
            ELSE descendant_count
        END AS descendant_count,
    like_count,
    search,
    is_listed,
    waits,
        CASE
            WHEN (NOT waits) THEN published_at
            ELSE NULL::timestamp with time zone
        END AS shown_at,
    reply_count AS counted_replies
   FROM ( SELECT c.id,
            c.entry_id,
            c.parent_id,
            c.root_id,
            c.path,
            c.depth,
            c.kind,
            c.content_html,
            c.content_markdown,
            c.content_text,
            c.content_source,
            c.author_id,
            c.guest_name,
            c.guest_url,
            c.guest_avatar_key,
            c.source_url,
            c.source_title,
            c.source_site_name,
            c.source_verified_at,
            c.published_at,
            c.updated_at,
            c.is_deleted,
            c.reply_count,
            c.descendant_count,
            c.like_count,
            c.search,
            c.visible_from,
            c.number,
            c.block_id,
            'APPROVED'::text AS status,
            true AS is_listed,
            false AS waits,
            ((c.visible_from IS NOT NULL) AND ((EXISTS ( SELECT
                   FROM quire.withheld_discussion w
                  WHERE ((w.entry_id = c.entry_id) AND COALESCE((w.shown_at > now()), true)))) IS FALSE)) AS is_shown
           FROM quire.comment c
        UNION ALL
         SELECT c.id,
            c.entry_id,
            c.parent_id,
            c.root_id,
            c.path,
            c.depth,
            c.kind,
            c.content_html,
            c.content_markdown,
            c.content_text,
            c.content_source,
            c.author_id,
            c.guest_name,
            c.guest_url,
            c.guest_avatar_key,
            c.source_url,
            c.source_title,
            c.source_site_name,
            c.source_verified_at,
            c.published_at,
            c.updated_at,
            c.is_deleted,
            c.reply_count,
            c.descendant_count,
            c.like_count,
            c.search,
            c.visible_from,
            c.number,
            c.block_id,
                CASE
                    WHEN (c.status = 'SPAM'::text) THEN 'HELD'::text
                    ELSE c.status
                END AS status,
            ((c.status = ANY (ARRAY['HELD'::text, 'SPAM'::text])) AND ((c.parent_id IS NULL) OR (EXISTS ( SELECT
                   FROM quire.comment p
                  WHERE ((p.id = c.parent_id) AND (p.visible_from IS NOT NULL)))))),
            true,
            true
           FROM quire.comment c
          WHERE ((c.id = ANY (( SELECT (ARRAY( SELECT o.id
                           FROM quire.comment o
                          WHERE ((o.author_id = quire_viewer.viewer_id()) AND (o.visible_from IS NULL) AND (NOT o.is_deleted))) || quire_viewer.receipt_ids()))::bigint[])) AND (NOT c.is_deleted) AND ((c.visible_from IS NULL) OR (EXISTS ( SELECT
                   FROM quire.withheld_discussion w
                  WHERE ((w.entry_id = c.entry_id) AND COALESCE((w.shown_at > now()), true))))) AND (EXISTS ( SELECT
                   FROM quire.entry e
                  WHERE ((e.id = c.entry_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))))) u
  WHERE is_shown;

CREATE VIEW quire_viewer.each_guest AS
 SELECT DISTINCT ON (k.id) k.id,
    c.guest_name AS name,
    c.guest_url AS url,
    c.guest_avatar_key AS avatar_key,
    c.published_at AS created_at
   FROM (quire_viewer.comment c
     CROSS JOIN LATERAL ( SELECT quire.guest_key(c.guest_avatar_key, c.guest_name, c.guest_url) AS id) k)
  WHERE (c.author_id IS NULL)
  ORDER BY k.id, c.published_at, c.id;

CREATE VIEW quire_viewer.found_term AS
 SELECT id,
    kind,
    search
   FROM quire_reader.found_term t;

CREATE VIEW quire_viewer.guest AS
 SELECT id,
    guest_name AS name,
    guest_url AS url,
    guest_avatar_key AS avatar_key
   FROM quire_viewer.comment c
  WHERE (author_id IS NULL);

CREATE VIEW quire_viewer.media AS
 SELECT id,
    url,
    mime_type,
    alt,
    caption,
    title,
    width,
    height,
    file_size,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at,
    quire_search.file_words(title, url) AS words
   FROM quire.media m
  WHERE ((is_public AND (attached_to IS NULL)) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.id = m.attached_to) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.featured_media_id = m.id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))) OR (id = ANY (( SELECT quire.media_ids_of_viewer() AS media_ids_of_viewer)::bigint[])));

CREATE VIEW quire_viewer.menu AS
 SELECT id,
    slug,
    name,
    location,
    version,
    created_at,
    updated_at
   FROM quire_reader.menu v;

CREATE VIEW quire_viewer.menu_item AS
 SELECT id,
    menu_id,
    parent_id,
    "position",
    depth,
    label,
    url,
    target_kind,
    target_id,
    given_label,
    created_at,
    updated_at,
    is_visible
   FROM quire_reader.menu_item v;

CREATE VIEW quire_viewer.meta AS
 SELECT id,
    entry_id,
    term_id,
    author_id,
    comment_id,
    key,
    value
   FROM quire_reader.meta v;

CREATE VIEW quire_viewer.newest_page AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    language,
    author_id,
    featured_media_id,
    parent_id,
    path,
    menu_order,
    comments_open,
    published_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    search,
    status,
    created_at,
    is_listed,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    shown_at,
    listed_at,
    version,
    has_draft,
    source_format,
    schema_type
   FROM quire.newest_page n
  WHERE false;

CREATE VIEW quire_viewer.newest_page_author AS
 SELECT id AS page_id,
    author_id,
    1 AS "position"
   FROM quire_viewer.newest_page n;

CREATE VIEW quire_viewer.newest_post AS
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    language,
    status,
    author_id,
    featured_media_id,
    is_sticky,
    comments_open,
    pings_open,
    published_at,
    created_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    like_count,
    search,
    is_listed,
    shown_at,
    version,
    has_draft,
    source_format,
    schema_type
   FROM quire.newest_post n
  WHERE (id IN ( SELECT l.post_id
           FROM quire.post_author l
          WHERE (l.author_id = quire_viewer.viewer_id())));

CREATE VIEW quire_viewer.newest_post_author AS
 SELECT post_id,
    author_id,
    "position"
   FROM quire.newest_post_author n
  WHERE (EXISTS ( SELECT
           FROM quire.post_author l
          WHERE ((l.post_id = n.post_id) AND (l.author_id = quire_viewer.viewer_id()))));

CREATE VIEW quire_viewer.newest_post_term AS
 SELECT post_id,
    term_id,
    "position"
   FROM quire.newest_post_term n
  WHERE (EXISTS ( SELECT
           FROM quire.post_author l
          WHERE ((l.post_id = n.post_id) AND (l.author_id = quire_viewer.viewer_id()))));

CREATE VIEW quire_viewer.page AS
 SELECT u.id,
    u.slug,
    u.uri,
    u.title,
    u.sort_title,
    (( SELECT s.url
           FROM quire.site s) || u.uri) AS link,
    u.content_html,
    u.content_markdown,
    u.content_text,
    u.content_html AS content_source,
    u.language,
    u.author_id,
    u.featured_media_id,
    p.id AS parent_id,
        CASE
            WHEN u.is_previewed THEN u.path
            ELSE ARRAY( SELECT a.id
               FROM (unnest(u.path) WITH ORDINALITY k(id, step)
                 JOIN quire.entry a ON (((a.id = k.id) AND (a.status = 'PUBLISHED'::text) AND (a.published_at <= now()))))
              ORDER BY k.step)
        END AS path,
    u.menu_order,
    u.comments_open,
    u.published_at,
    u.updated_at,
    u.comment_count,
    u.mention_count,
    u.response_count,
    u.search,
    u.status,
    u.created_at,
    u.is_listed,
    u.excerpt,
    u.excerpt_is_written,
    u.toc,
    u.word_count,
    u.reading_minutes,
    u.shown_at,
    u.listed_at,
    NULL::integer AS version,
    NULL::boolean AS has_draft,
    'HTML'::text AS source_format,
    'WebPage'::text AS schema_type
   FROM (( SELECT e.id,
            e.slug,
            e.uri,
            e.title,
            e.sort_title,
            e.content_html,
            e.content_markdown,
            e.content_text,
            e.language,
            e.author_id,
            e.featured_media_id,
            e.parent_id,
            e.path,
            e.menu_order,
            e.comments_open,
            e.published_at,
            e.updated_at,
            e.comment_count,
            e.mention_count,
            e.response_count,
            e.search,
            'PUBLISHED'::text AS status,
            e.created_at,
            true AS is_listed,
            e.excerpt,
            e.excerpt_is_written,
            e.toc,
            e.word_count,
            e.reading_minutes,
            e.published_at AS shown_at,
            e.published_at AS listed_at,
            false AS is_previewed,
            ((e.kind = 'PAGE'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (e.id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.entry e
        UNION ALL
         SELECT p_1.id,
            p_1.slug,
            p_1.uri,
            p_1.title,
            p_1.sort_title,
            p_1.content_html,
            p_1.content_markdown,
            p_1.content_text,
            p_1.language,
            p_1.author_id,
            p_1.featured_media_id,
            p_1.parent_id,
            p_1.path,
            p_1.menu_order,
            p_1.comments_open,
            p_1.published_at,
            p_1.updated_at,
            p_1.comment_count,
            p_1.mention_count,
            p_1.response_count,
            p_1.search,
            p_1.status,
            p_1.created_at,
            p_1.is_listed,
            p_1.excerpt,
            p_1.excerpt_is_written,
            p_1.toc,
            p_1.word_count,
            p_1.reading_minutes,
            p_1.shown_at,
            p_1.listed_at,
            true,
            true
           FROM quire.previewed_page p_1) u
     LEFT JOIN quire.entry p ON (((p.id = u.parent_id) AND (u.is_previewed OR ((p.status = 'PUBLISHED'::text) AND (p.published_at <= now()))))))
  WHERE u.is_shown;

CREATE VIEW quire_viewer.page_author AS
 SELECT id AS page_id,
    author_id,
    1 AS "position"
   FROM quire_viewer.page p;

CREATE VIEW quire_viewer.post AS
 SELECT u.id,
    u.slug,
    u.uri,
    u.title,
    u.sort_title,
    (( SELECT s.url
           FROM quire.site s) || u.uri) AS link,
    u.content_html,
    u.content_markdown,
    u.content_text,
        CASE
            WHEN o.is_own THEN u.content_source
            ELSE u.content_html
        END AS content_source,
    u.excerpt,
    u.excerpt_is_written,
    u.toc,
    u.word_count,
    u.reading_minutes,
    u.language,
    u.status,
    u.author_id,
    u.featured_media_id,
    u.is_sticky,
    u.comments_open,
    u.pings_open,
    u.published_at,
    u.created_at,
    u.updated_at,
    u.comment_count,
    u.mention_count,
    u.response_count,
    u.like_count,
    u.search,
    u.is_listed,
    u.shown_at,
        CASE
            WHEN o.is_own THEN u.version
            ELSE NULL::integer
        END AS version,
        CASE
            WHEN o.is_own THEN (EXISTS ( SELECT
               FROM quire.entry_draft d
              WHERE (d.entry_id = u.id)))
            ELSE NULL::boolean
        END AS has_draft,
        CASE
            WHEN o.is_own THEN u.source_format
            ELSE 'HTML'::text
        END AS source_format,
    'BlogPosting'::text AS schema_type
   FROM (( SELECT e.id,
            e.slug,
            e.uri,
            e.title,
            e.sort_title,
            e.content_html,
            e.content_markdown,
            e.content_text,
            e.content_source,
            e.source_format,
            e.excerpt,
            e.excerpt_is_written,
            e.toc,
            e.word_count,
            e.reading_minutes,
            e.language,
            'PUBLISHED'::text AS status,
            e.author_id,
            e.featured_media_id,
            e.is_sticky,
            e.comments_open,
            e.pings_open,
            e.published_at,
            e.created_at,
            e.updated_at,
            e.comment_count,
            e.mention_count,
            e.response_count,
            e.like_count,
            e.search,
            true AS is_listed,
            e.published_at AS shown_at,
            e.version,
            ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (e.id IS DISTINCT FROM ( SELECT quire_viewer.preview_id() AS preview_id))) AS is_shown
           FROM quire.entry e
        UNION ALL
         SELECT w.id,
            w.slug,
            w.uri,
            w.title,
            w.sort_title,
            w.content_html,
            w.content_markdown,
            w.content_text,
            w.content_source,
            w.source_format,
            w.excerpt,
            w.excerpt_is_written,
            w.toc,
            w.word_count,
            w.reading_minutes,
            w.language,
            w.status,
            w.author_id,
            w.featured_media_id,
            w.is_sticky,
            w.comments_open,
            w.pings_open,
            w.published_at,
            w.created_at,
            w.updated_at,
            w.comment_count,
            w.mention_count,
            w.response_count,
            w.like_count,
            w.search,
            false AS is_listed,
            w.shown_at,
            w.version,
            true
           FROM quire.written_post w
          WHERE ((w.id = ANY (ARRAY( SELECT o_1.post_id
                   FROM quire.unlisted_post_of_viewer o_1))) AND (NOT w.is_listed) AND (w.id IS DISTINCT FROM quire_viewer.preview_id()))
        UNION ALL
         SELECT p.id,
            p.slug,
            p.uri,
            p.title,
            p.sort_title,
            p.content_html,
            p.content_markdown,
            p.content_text,
            p.content_source,
            p.source_format,
            p.excerpt,
            p.excerpt_is_written,
            p.toc,
            p.word_count,
            p.reading_minutes,
            p.language,
            p.status,
            p.author_id,
            p.featured_media_id,
            p.is_sticky,
            p.comments_open,
            p.pings_open,
            p.published_at,
            p.created_at,
            p.updated_at,
            p.comment_count,
            p.mention_count,
            p.response_count,
            p.like_count,
            p.search,
            p.is_listed,
            p.shown_at,
            p.version,
            true
           FROM quire.previewed_post p) u
     CROSS JOIN LATERAL ( SELECT (EXISTS ( SELECT
                   FROM quire.post_author l
                  WHERE ((l.post_id = u.id) AND (l.author_id = quire_viewer.viewer_id())))) AS is_own) o)
  WHERE u.is_shown;

CREATE VIEW quire_viewer.post_author AS
 SELECT post_id,
    author_id,
    "position",
    published_at,
    is_listed
   FROM ( SELECT l.post_id,
            l.author_id,
            l."position",
            l.published_at,
            true AS is_listed,
            ((l.published_at <= now()) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_author l
        UNION ALL
         SELECT l.post_id,
            l.author_id,
            l."position",
            COALESCE(l.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id))) AS "coalesce",
            false,
            true
           FROM quire.post_author l
          WHERE ((l.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((l.published_at > now()), true) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
        UNION ALL
         SELECT p.post_id,
            p.author_id,
            p."position",
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_author p) u
  WHERE is_shown;

CREATE VIEW quire_viewer.post_category AS
 SELECT post_id,
    category_id,
    is_own,
    published_at,
    is_listed
   FROM ( SELECT k.post_id,
            k.category_id,
            k.is_own,
            k.published_at,
            true AS is_listed,
            ((k.published_at <= now()) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_category k
        UNION ALL
         SELECT k.post_id,
            k.category_id,
            k.is_own,
            COALESCE(k.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = k.post_id))) AS "coalesce",
            false,
            true
           FROM quire.post_category k
          WHERE ((k.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((k.published_at > now()), true) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id()))
        UNION ALL
         SELECT p.post_id,
            p.category_id,
            p.is_own,
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_category p) u
  WHERE is_shown;

CREATE VIEW quire_viewer.post_like AS
 SELECT post_id,
    author_id,
    liked_at
   FROM quire_reader.post_like v;

CREATE VIEW quire_viewer.post_term AS
 SELECT post_id,
    term_id,
    "position",
    published_at,
    is_listed
   FROM ( SELECT l.post_id,
            l.term_id,
            l."position",
            l.published_at,
            true AS is_listed,
            ((l.published_at <= now()) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_term l
        UNION ALL
         SELECT l.post_id,
            l.term_id,
            l."position",
            COALESCE(l.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id))) AS "coalesce",
            false,
            true
           FROM quire.post_term l
          WHERE ((l.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((l.published_at > now()), true) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
        UNION ALL
         SELECT p.post_id,
            p.term_id,
            p."position",
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_term p) u
  WHERE is_shown;

CREATE VIEW quire_viewer.post_related AS
 SELECT own.post_id,
    n.post_id AS related_id,
    count(*) AS shared,
    max(n.published_at) AS published_at
   FROM (quire_viewer.post_term own
     CROSS JOIN LATERAL ( SELECT l.post_id,
            l.published_at
           FROM quire_viewer.post_term l
          WHERE ((l.term_id = own.term_id) AND (l.post_id <> own.post_id) AND (l.published_at <= now()))
          ORDER BY l.published_at DESC, l.post_id DESC
         LIMIT 50) n)
  GROUP BY own.post_id, n.post_id;

CREATE VIEW quire_viewer.preview AS
 SELECT id,
    entry_id,
    created_by_id,
    machine,
    created_at,
    expires_at
   FROM quire_editor.preview p
  WHERE (entry_id = ANY (ARRAY( SELECT l.post_id
           FROM quire.post_author l
          WHERE (l.author_id = quire_viewer.viewer_id()))));

CREATE VIEW quire_viewer.public_node AS
 SELECT kind,
    id
   FROM quire_reader.public_node n;

CREATE VIEW quire_viewer.redirect AS
 SELECT id,
    uri,
    location,
    created_at,
    updated_at
   FROM quire_reader.redirect v;

CREATE VIEW quire_viewer.revision AS
 SELECT id,
    entry_id,
    version,
    saved_by_id,
    saved_at,
    title,
    content,
    format,
    content_text
   FROM quire_editor.revision r
  WHERE (entry_id = ANY (ARRAY( SELECT l.post_id
           FROM quire.post_author l
          WHERE (l.author_id = quire_viewer.viewer_id()))));

CREATE VIEW quire_viewer.route AS
 SELECT uri,
    status,
    location,
    target_kind,
    target_id,
    is_redirect
   FROM quire_reader.route v;

CREATE VIEW quire_viewer.seo AS
 SELECT entry_id,
    term_id,
    author_id,
    title,
    description,
    canonical_url,
    is_indexed,
    ( SELECT i.id
           FROM quire_viewer.media i
          WHERE (i.id = s.image_id)) AS image_id,
    open_graph_title,
    open_graph_description,
    twitter_card
   FROM quire.seo s
  WHERE ((EXISTS ( SELECT
           FROM quire_viewer.post p
          WHERE (p.id = s.entry_id))) OR (EXISTS ( SELECT
           FROM quire_viewer.page p
          WHERE (p.id = s.entry_id))) OR (EXISTS ( SELECT
           FROM quire_viewer.term t
          WHERE (t.id = s.term_id))) OR (EXISTS ( SELECT
           FROM quire_viewer.author a
          WHERE (a.id = s.author_id))));

CREATE VIEW quire_viewer.series_post AS
 SELECT series_id,
    post_id,
    "position",
    COALESCE((published_at <= now()), false) AS is_listed
   FROM quire.series_post l
  WHERE ((published_at <= now()) OR (post_id = quire_viewer.preview_id()) OR (post_id = ANY (ARRAY( SELECT o.post_id
           FROM quire.unlisted_post_of_viewer o))));

CREATE VIEW quire_viewer.series AS
 SELECT id,
    slug,
    title,
    sort_title,
    description,
    NULL::integer AS version,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.series s
  WHERE (EXISTS ( SELECT
           FROM quire_viewer.series_post l
          WHERE (l.series_id = s.id)));

CREATE VIEW quire_viewer.site AS
 SELECT title,
    tagline,
    url,
    language,
    post_count,
    comment_count,
    author_count,
    logo_id,
    icon_id,
    time_zone,
    anonymous_name,
    front_page_id,
    posts_page_id,
    comment_depth,
    hold_comments,
    comment_edit_minutes,
    languages,
    version,
    category_base,
    tag_base,
    author_base
   FROM quire_reader.site v;

CREATE VIEW quire_viewer.tag AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    post_count,
    created_at,
    updated_at
   FROM quire_viewer.term t
  WHERE (kind = 'TAG'::text);

CREATE VIEW quire_viewer.translation AS
 SELECT e.id AS entry_id,
    o.id AS translation_id,
    (lower(o.language) COLLATE "C") AS language,
    ((o.status = 'PUBLISHED'::text) AND (o.published_at <= now())) AS is_listed
   FROM (quire.entry e
     JOIN quire.entry o ON (((o.translation_group = e.translation_group) AND (o.id <> e.id))))
  WHERE ((o.status <> 'TRASH'::text) AND (((e.status = 'PUBLISHED'::text) AND (e.published_at <= now())) OR (e.id = quire_viewer.preview_id()) OR (e.id = ANY (ARRAY( SELECT u.post_id
           FROM quire.unlisted_post_of_viewer u)))) AND (((o.status = 'PUBLISHED'::text) AND (o.published_at <= now())) OR (o.id = quire_viewer.preview_id()) OR (o.id = ANY (ARRAY( SELECT u.post_id
           FROM quire.unlisted_post_of_viewer u)))));

CREATE VIEW quire_viewer.version AS
 SELECT 'author'::text AS kind,
    id,
    version
   FROM quire.author a
  WHERE (id = ( SELECT quire_viewer.viewer_id() AS viewer_id));

ALTER TABLE ONLY quire.account
    ADD CONSTRAINT account_author_id_key UNIQUE (author_id);

ALTER TABLE ONLY quire.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.api_token
    ADD CONSTRAINT api_token_name_key UNIQUE (name);

ALTER TABLE ONLY quire.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY quire.author
    ADD CONSTRAINT author_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.author_private
    ADD CONSTRAINT author_private_pkey PRIMARY KEY (author_id);

ALTER TABLE ONLY quire.author
    ADD CONSTRAINT author_slug_key UNIQUE (slug);

ALTER TABLE ONLY quire.author
    ADD CONSTRAINT author_uri_key UNIQUE (uri);

ALTER TABLE ONLY quire.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.comment_block
    ADD CONSTRAINT comment_block_entry_id_first_at_first_id_key UNIQUE (entry_id, first_at, first_id);

ALTER TABLE ONLY quire.comment_block
    ADD CONSTRAINT comment_block_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.comment_guest_like
    ADD CONSTRAINT comment_guest_like_pkey PRIMARY KEY (comment_id, guest_key);

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_id_entry_id_key UNIQUE (id, entry_id);

ALTER TABLE ONLY quire.comment_like
    ADD CONSTRAINT comment_like_pkey PRIMARY KEY (comment_id, author_id);

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.comment_private
    ADD CONSTRAINT comment_private_pkey PRIMARY KEY (comment_id);

ALTER TABLE ONLY quire.document_version
    ADD CONSTRAINT document_version_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY quire.entry_draft
    ADD CONSTRAINT entry_draft_pkey PRIMARY KEY (entry_id);

ALTER TABLE ONLY quire.entry_guest_like
    ADD CONSTRAINT entry_guest_like_pkey PRIMARY KEY (entry_id, guest_key);

ALTER TABLE ONLY quire.entry_like_count
    ADD CONSTRAINT entry_like_count_pkey PRIMARY KEY (entry_id);

ALTER TABLE ONLY quire.entry_like
    ADD CONSTRAINT entry_like_pkey PRIMARY KEY (entry_id, author_id);

ALTER TABLE ONLY quire.entry_old_uri
    ADD CONSTRAINT entry_old_uri_pkey PRIMARY KEY (uri);

ALTER TABLE ONLY quire.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.entry_revision
    ADD CONSTRAINT entry_revision_id_key UNIQUE (id);

ALTER TABLE ONLY quire.entry_revision
    ADD CONSTRAINT entry_revision_pkey PRIMARY KEY (entry_id, version);

ALTER TABLE ONLY quire.former_uri
    ADD CONSTRAINT former_uri_pkey PRIMARY KEY (uri);

ALTER TABLE ONLY quire.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (subject, key);

ALTER TABLE ONLY quire.imported
    ADD CONSTRAINT imported_pkey PRIMARY KEY (source, kind, source_id);

ALTER TABLE ONLY quire.media
    ADD CONSTRAINT media_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.menu
    ADD CONSTRAINT menu_location_key UNIQUE (location);

ALTER TABLE ONLY quire.menu
    ADD CONSTRAINT menu_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.menu
    ADD CONSTRAINT menu_slug_key UNIQUE (slug);

ALTER TABLE ONLY quire.merged_term
    ADD CONSTRAINT merged_term_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);

ALTER TABLE ONLY quire.migration_step
    ADD CONSTRAINT migration_step_pkey PRIMARY KEY (name, step);

ALTER TABLE ONLY quire.moderation
    ADD CONSTRAINT moderation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.post_author
    ADD CONSTRAINT post_author_pkey PRIMARY KEY (post_id, author_id);

ALTER TABLE ONLY quire.post_category
    ADD CONSTRAINT post_category_pkey PRIMARY KEY (post_id, category_id);

ALTER TABLE ONLY quire.post_term
    ADD CONSTRAINT post_term_pkey PRIMARY KEY (post_id, term_id);

ALTER TABLE ONLY quire.preview
    ADD CONSTRAINT preview_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.preview
    ADD CONSTRAINT preview_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY quire.purge
    ADD CONSTRAINT purge_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.redirect
    ADD CONSTRAINT redirect_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.redirect
    ADD CONSTRAINT redirect_uri_key UNIQUE (uri);

ALTER TABLE ONLY quire.registered_document
    ADD CONSTRAINT registered_document_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY quire.search_due
    ADD CONSTRAINT search_due_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY quire.seo
    ADD CONSTRAINT seo_author_id_key UNIQUE (author_id);

ALTER TABLE ONLY quire.seo
    ADD CONSTRAINT seo_entry_id_key UNIQUE (entry_id);

ALTER TABLE ONLY quire.seo
    ADD CONSTRAINT seo_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.seo
    ADD CONSTRAINT seo_term_id_key UNIQUE (term_id);

ALTER TABLE ONLY quire.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.series_post
    ADD CONSTRAINT series_post_pkey PRIMARY KEY (post_id);

ALTER TABLE ONLY quire.series
    ADD CONSTRAINT series_slug_key UNIQUE (slug);

ALTER TABLE ONLY quire.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.stored_document
    ADD CONSTRAINT stored_document_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.term
    ADD CONSTRAINT term_kind_slug_key UNIQUE (kind, slug);

ALTER TABLE ONLY quire.term
    ADD CONSTRAINT term_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.term
    ADD CONSTRAINT term_uri_key UNIQUE (uri);

ALTER TABLE ONLY quire.unarranged_entry
    ADD CONSTRAINT unarranged_entry_pkey PRIMARY KEY (entry_id);

ALTER TABLE ONLY quire.withheld_discussion
    ADD CONSTRAINT withheld_discussion_pkey PRIMARY KEY (entry_id);
CREATE UNIQUE INDEX account_email ON quire.account USING btree (email);
CREATE INDEX attempt_subject ON quire.attempt USING btree (subject, made_at);
CREATE INDEX attempt_time ON quire.attempt USING btree (made_at);
CREATE INDEX author_joined ON quire.author USING btree (joined_at, id);
CREATE INDEX author_named ON quire.author USING btree (sort_name, id);
CREATE INDEX author_search ON quire.author USING gin (search);
CREATE INDEX change_shows ON quire.change USING btree (shows_at) WHERE (shows_at > changed_at);
CREATE INDEX change_time ON quire.change USING btree (changed_at);
CREATE INDEX change_transaction ON quire.change USING btree (transaction);
CREATE INDEX comment_any_author ON quire.comment USING btree ((
CASE
    WHEN (NOT is_deleted) THEN author_id
    ELSE NULL::bigint
END), published_at, id);
CREATE INDEX comment_author ON quire.comment USING btree ((
CASE
    WHEN (NOT is_deleted) THEN author_id
    ELSE NULL::bigint
END), published_at, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_best ON quire.comment USING btree (entry_id, ((round(((('1000000000'::numeric)::double precision * (((like_count)::double precision + (1.9208)::double precision) - ((1.96)::double precision * sqrt(((((like_count)::double precision * (reply_count)::double precision) / GREATEST(((like_count)::double precision + (reply_count)::double precision), (1)::double precision)) + (0.9604)::double precision))))) / (((like_count)::double precision + (reply_count)::double precision) + (3.8416)::double precision))))::bigint), id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_best_of_all ON quire.comment USING btree (((round(((('1000000000'::numeric)::double precision * (((like_count)::double precision + (1.9208)::double precision) - ((1.96)::double precision * sqrt(((((like_count)::double precision * (reply_count)::double precision) / GREATEST(((like_count)::double precision + (reply_count)::double precision), (1)::double precision)) + (0.9604)::double precision))))) / (((like_count)::double precision + (reply_count)::double precision) + (3.8416)::double precision))))::bigint), id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_by_likes ON quire.comment USING btree (like_count, id) INCLUDE (entry_id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_by_time ON quire.comment USING btree (published_at, id) INCLUDE (entry_id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_guest ON quire.comment USING btree (quire.guest_key(
CASE
    WHEN is_deleted THEN (md5((id)::text))::uuid
    ELSE guest_avatar_key
END,
CASE
    WHEN (NOT is_deleted) THEN guest_name
    ELSE NULL::text
END,
CASE
    WHEN (NOT is_deleted) THEN guest_url
    ELSE NULL::text
END), published_at, id) WHERE (
CASE
    WHEN (NOT is_deleted) THEN author_id
    ELSE NULL::bigint
END IS NULL);
CREATE INDEX comment_like_author ON quire.comment_like USING btree (author_id);
CREATE INDEX comment_liked ON quire.comment USING btree (entry_id, like_count, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_of_author ON quire.comment USING btree (author_id) WHERE (author_id IS NOT NULL);
CREATE INDEX comment_of_entry ON quire.comment USING btree (entry_id, published_at);
CREATE INDEX comment_oldest ON quire.comment USING btree (entry_id, published_at, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_parent ON quire.comment USING btree (parent_id, entry_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX comment_private_address ON quire.comment_private USING btree (network_address) WHERE (network_address IS NOT NULL);
CREATE INDEX comment_private_first_of_email ON quire.comment_private USING btree (lower(email), comment_id) WHERE (email IS NOT NULL);
CREATE INDEX comment_queue ON quire.comment USING btree (status, published_at, id);
CREATE INDEX comment_replies ON quire.comment USING btree (parent_id, published_at, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_roots ON quire.comment USING btree (entry_id, published_at, id) WHERE ((visible_from IS NOT NULL) AND (parent_id IS NULL));
CREATE INDEX comment_search ON quire.comment USING gin (search) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_since ON quire.comment USING btree (author_id, visible_from) WHERE (NOT is_deleted);
CREATE INDEX comment_tombstone ON quire.comment USING btree (root_id) WHERE is_deleted;
CREATE INDEX entry_any_uri ON quire.entry USING btree (uri);
CREATE INDEX entry_author ON quire.entry USING btree (author_id, published_at);
CREATE INDEX entry_children ON quire.entry USING btree (parent_id, menu_order, sort_title, id);
CREATE INDEX entry_discussed ON quire.entry USING btree (kind, response_count, id) INCLUDE (published_at) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX entry_draft_term ON quire.entry_draft USING gin (term_ids);
CREATE INDEX entry_language ON quire.entry USING btree (kind, language, published_at, id) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX entry_like_author ON quire.entry_like USING btree (author_id);
CREATE INDEX entry_like_count_due ON quire.entry_like_count USING btree (entry_id) WHERE is_due;
CREATE INDEX entry_like_newest ON quire.entry_like USING btree (entry_id, liked_at, author_id);
CREATE INDEX entry_media ON quire.entry USING btree (featured_media_id) WHERE (featured_media_id IS NOT NULL);
CREATE INDEX entry_old_uri_by_entry ON quire.entry_old_uri USING btree (entry_id);
CREATE INDEX entry_search ON quire.entry USING gin (search);
CREATE INDEX entry_sticky ON quire.entry USING btree (id) WHERE is_sticky;
CREATE UNIQUE INDEX entry_translation ON quire.entry USING btree (translation_group, lower(language)) WHERE ((translation_group IS NOT NULL) AND (status <> 'TRASH'::text));
CREATE UNIQUE INDEX entry_uri ON quire.entry USING btree (uri) WHERE (status <> 'TRASH'::text);
CREATE INDEX former_uri_by_author ON quire.former_uri USING btree (author_id) WHERE (author_id IS NOT NULL);
CREATE INDEX former_uri_by_media ON quire.former_uri USING btree (media_id) WHERE (media_id IS NOT NULL);
CREATE INDEX former_uri_by_term ON quire.former_uri USING btree (term_id) WHERE (term_id IS NOT NULL);
CREATE INDEX idempotency_time ON quire.idempotency USING btree (made_at);
CREATE INDEX media_attached ON quire.media USING btree (attached_to) WHERE (attached_to IS NOT NULL);
CREATE INDEX media_words ON quire.media USING gin (quire_search.file_words(title, url));
CREATE INDEX menu_item_entry ON quire.menu_item USING btree (entry_id) WHERE (entry_id IS NOT NULL);
CREATE INDEX menu_item_in_order ON quire.menu_item USING btree (menu_id, "position", id);
CREATE INDEX menu_item_parent ON quire.menu_item USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX menu_item_term ON quire.menu_item USING btree (term_id) WHERE (term_id IS NOT NULL);
CREATE INDEX merged_term_name ON quire.merged_term USING btree (kind, name_key);
CREATE INDEX merged_term_slug ON quire.merged_term USING btree (kind, slug);
CREATE INDEX merged_term_target ON quire.merged_term USING btree (term_id);
CREATE INDEX meta_of_author ON quire.meta USING btree (author_id, id) WHERE (author_id IS NOT NULL);
CREATE INDEX meta_of_comment ON quire.meta USING btree (comment_id, id) WHERE (comment_id IS NOT NULL);
CREATE INDEX meta_of_entry ON quire.meta USING btree (entry_id, id) WHERE (entry_id IS NOT NULL);
CREATE INDEX meta_of_term ON quire.meta USING btree (term_id, id) WHERE (term_id IS NOT NULL);
CREATE INDEX moderation_batch ON quire.moderation USING btree (batch);
CREATE INDEX moderation_comment ON quire.moderation USING btree (comment_id, id);
CREATE INDEX page_any_newest ON quire.entry USING btree (COALESCE(published_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (kind = 'PAGE'::text);
CREATE INDEX page_in_menu_order ON quire.entry USING btree (menu_order, id) WHERE ((kind = 'PAGE'::text) AND (status = 'PUBLISHED'::text));
CREATE INDEX page_newest ON quire.entry USING btree (published_at, id) WHERE ((kind = 'PAGE'::text) AND (status = 'PUBLISHED'::text));
CREATE INDEX page_slug ON quire.entry USING btree (slug, id) WHERE (kind = 'PAGE'::text);
CREATE INDEX page_titled ON quire.entry USING btree (sort_title, id) WHERE ((kind = 'PAGE'::text) AND (status = 'PUBLISHED'::text));
CREATE INDEX page_updated ON quire.entry USING btree (updated_at, id) WHERE ((kind = 'PAGE'::text) AND (status = 'PUBLISHED'::text));
CREATE INDEX post_any_newest_first ON quire.entry USING btree (COALESCE(published_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) INCLUDE (published_at, status) WHERE (kind = 'POST'::text);
CREATE INDEX post_any_slug ON quire.entry USING btree (slug, id) WHERE (kind = 'POST'::text);
CREATE INDEX post_author_all ON quire.post_author USING btree (author_id, post_id);
CREATE INDEX post_author_newest ON quire.post_author USING btree (author_id, published_at, post_id) WHERE (published_at IS NOT NULL);
CREATE INDEX post_author_unpublished ON quire.post_author USING btree (author_id, post_id) WHERE (published_at IS NULL);
CREATE INDEX post_category_all ON quire.post_category USING btree (category_id, post_id);
CREATE INDEX post_category_newest ON quire.post_category USING btree (category_id, published_at, post_id) WHERE (published_at IS NOT NULL);
CREATE INDEX post_category_own ON quire.post_category USING btree (category_id, published_at, post_id) WHERE (is_own AND (published_at IS NOT NULL));
CREATE INDEX post_category_unpublished ON quire.post_category USING btree (category_id, post_id) WHERE (published_at IS NULL);
CREATE INDEX post_discussed ON quire.entry USING btree (response_count, id) INCLUDE (published_at) WHERE ((kind = 'POST'::text) AND (status = 'PUBLISHED'::text));
CREATE INDEX post_liked ON quire.entry USING btree (like_count, id) WHERE ((kind = 'POST'::text) AND (status = 'PUBLISHED'::text));
CREATE INDEX post_newest ON quire.entry USING btree (published_at, id) WHERE ((kind = 'POST'::text) AND (status = 'PUBLISHED'::text));
CREATE UNIQUE INDEX post_slug ON quire.entry USING btree (slug) WHERE ((status <> 'TRASH'::text) AND (kind = 'POST'::text));
CREATE INDEX post_term_all ON quire.post_term USING btree (term_id, post_id);
CREATE INDEX post_term_newest ON quire.post_term USING btree (term_id, published_at, post_id) WHERE (published_at IS NOT NULL);
CREATE INDEX post_term_unpublished ON quire.post_term USING btree (term_id, post_id) WHERE (published_at IS NULL);
CREATE INDEX post_titled ON quire.entry USING btree (sort_title, id) WHERE ((kind = 'POST'::text) AND (status = 'PUBLISHED'::text));
CREATE INDEX post_updated ON quire.entry USING btree (updated_at, id) WHERE ((kind = 'POST'::text) AND (status = 'PUBLISHED'::text));
CREATE INDEX preview_account ON quire.preview USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX preview_entry ON quire.preview USING btree (entry_id);
CREATE INDEX preview_machine ON quire.preview USING btree (machine) WHERE (machine IS NOT NULL);
CREATE INDEX preview_over ON quire.preview USING btree (COALESCE(revoked_at, expires_at));
CREATE INDEX search_word_end ON quire.search_word USING btree (reverse(lexeme) text_pattern_ops);
CREATE INDEX search_word_lexeme ON quire.search_word USING btree (lexeme, shows_at);
CREATE INDEX search_word_variants ON quire.search_word USING gin (variants) WITH (fastupdate=off);
CREATE INDEX seo_image ON quire.seo USING btree (image_id) WHERE (image_id IS NOT NULL);
CREATE INDEX series_post_in_order ON quire.series_post USING btree (series_id, "position", post_id) INCLUDE (published_at);
CREATE INDEX series_titled ON quire.series USING btree (sort_title, id);
CREATE INDEX session_account ON quire.session USING btree (account_id);
CREATE INDEX session_over ON quire.session USING btree (COALESCE(ended_at, expires_at));
CREATE INDEX term_children ON quire.term USING btree (parent_id, sort_name, id);
CREATE INDEX term_found ON quire.term USING gin (search);
CREATE INDEX term_name_key ON quire.term USING btree (kind, name_key, id);
CREATE INDEX term_named ON quire.term USING btree (kind, sort_name, id);
CREATE INDEX trashed_uri ON quire.entry USING btree (uri) WHERE (status = 'TRASH'::text);

CREATE TRIGGER arrange_deleted AFTER DELETE ON quire.comment REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_comments_deleted();

CREATE TRIGGER arrange_inserted AFTER INSERT ON quire.comment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_comments_inserted();

CREATE TRIGGER arrange_updated AFTER UPDATE ON quire.comment REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_comments_updated();

CREATE TRIGGER count_added AFTER INSERT ON quire.comment_guest_like REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_comment_likes();

CREATE TRIGGER count_added AFTER INSERT ON quire.comment_like REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_comment_likes();

CREATE TRIGGER count_added AFTER INSERT ON quire.entry_guest_like REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_entry_likes();

CREATE TRIGGER count_added AFTER INSERT ON quire.entry_like REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_entry_likes();

CREATE TRIGGER count_added AFTER INSERT ON quire.post_author REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_authors_linked();

CREATE TRIGGER count_added AFTER INSERT ON quire.post_category REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_posts_filed();

CREATE TRIGGER count_added AFTER INSERT ON quire.post_term REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_terms_linked();

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR TRUNCATE ON quire.registered_document FOR EACH STATEMENT EXECUTE FUNCTION quire.count_document_change('registered');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON quire.stored_document FOR EACH STATEMENT EXECUTE FUNCTION quire.count_document_change('stored');

CREATE TRIGGER count_published AFTER INSERT OR DELETE ON quire.entry FOR EACH ROW EXECUTE FUNCTION quire.count_published();

CREATE TRIGGER count_published_changes AFTER UPDATE OF status, kind, response_count ON quire.entry FOR EACH ROW WHEN ((((old.status IS DISTINCT FROM new.status) OR (old.kind IS DISTINCT FROM new.kind)) OR (old.response_count IS DISTINCT FROM new.response_count))) EXECUTE FUNCTION quire.count_published();

CREATE TRIGGER count_removed AFTER DELETE ON quire.comment_guest_like REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_comment_likes();

CREATE TRIGGER count_removed AFTER DELETE ON quire.comment_like REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_comment_likes();

CREATE TRIGGER count_removed AFTER DELETE ON quire.entry_guest_like REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_entry_likes();

CREATE TRIGGER count_removed AFTER DELETE ON quire.entry_like REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_entry_likes();

CREATE TRIGGER count_removed AFTER DELETE ON quire.post_author REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_authors_linked();

CREATE TRIGGER count_removed AFTER DELETE ON quire.post_category REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_posts_filed();

CREATE TRIGGER count_removed AFTER DELETE ON quire.post_term REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_terms_linked();

CREATE TRIGGER count_updated AFTER UPDATE ON quire.post_author REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_author_links_updated();

CREATE TRIGGER count_updated AFTER UPDATE ON quire.post_category REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_posts_filed();

CREATE TRIGGER count_updated AFTER UPDATE ON quire.post_term REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_term_links_updated();

CREATE TRIGGER keep_place AFTER UPDATE OF parent_id, entry_id ON quire.comment FOR EACH ROW WHEN (((old.parent_id IS DISTINCT FROM new.parent_id) OR (old.entry_id IS DISTINCT FROM new.entry_id))) EXECUTE FUNCTION quire.keep_comment_place();

CREATE TRIGGER lock_tree BEFORE UPDATE OF parent_id ON quire.entry FOR EACH STATEMENT EXECUTE FUNCTION quire.lock_tree();

CREATE TRIGGER lock_tree BEFORE UPDATE OF parent_id ON quire.term FOR EACH STATEMENT EXECUTE FUNCTION quire.lock_tree();

CREATE TRIGGER move_subtree AFTER UPDATE OF parent_id ON quire.entry FOR EACH ROW WHEN ((old.parent_id IS DISTINCT FROM new.parent_id)) EXECUTE FUNCTION quire.move_subtree();

CREATE TRIGGER move_subtree AFTER UPDATE OF parent_id ON quire.term FOR EACH ROW WHEN ((old.parent_id IS DISTINCT FROM new.parent_id)) EXECUTE FUNCTION quire.move_subtree();

CREATE TRIGGER note_new_words AFTER INSERT ON quire.entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.note_new_entry_words();

CREATE TRIGGER note_words AFTER INSERT OR UPDATE OF name, bio_text, is_public ON quire.author FOR EACH ROW WHEN (new.is_public) EXECUTE FUNCTION quire.note_name_words();

CREATE TRIGGER note_words AFTER UPDATE OF title, content_text, language, status, published_at ON quire.entry FOR EACH ROW WHEN ((new.status = 'PUBLISHED'::text)) EXECUTE FUNCTION quire.note_entry_words();

CREATE TRIGGER note_words AFTER INSERT OR UPDATE OF name, description, is_public ON quire.term FOR EACH ROW WHEN (new.is_public) EXECUTE FUNCTION quire.note_name_words();

CREATE TRIGGER recount AFTER UPDATE ON quire.entry REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_entries_updated();

CREATE TRIGGER refile_posts AFTER UPDATE OF parent_id ON quire.term FOR EACH ROW WHEN ((old.parent_id IS DISTINCT FROM new.parent_id)) EXECUTE FUNCTION quire.refile_posts();

CREATE TRIGGER remember_uri AFTER UPDATE OF status, published_at ON quire.entry FOR EACH ROW WHEN (((old.status = 'PUBLISHED'::text) AND (old.published_at <= now()) AND ((new.status <> 'PUBLISHED'::text) OR (new.published_at > now())))) EXECUTE FUNCTION quire.remember_uri();

CREATE TRIGGER set_path BEFORE INSERT ON quire.comment FOR EACH ROW EXECUTE FUNCTION quire.set_comment_path();

CREATE TRIGGER set_path BEFORE INSERT ON quire.entry FOR EACH ROW EXECUTE FUNCTION quire.set_path();

CREATE TRIGGER set_path BEFORE INSERT ON quire.term FOR EACH ROW EXECUTE FUNCTION quire.set_path();

CREATE TRIGGER set_search BEFORE INSERT OR UPDATE OF name, bio_text ON quire.author FOR EACH ROW EXECUTE FUNCTION quire.set_author_search();

CREATE TRIGGER set_search BEFORE INSERT OR UPDATE OF content_text, is_deleted ON quire.comment FOR EACH ROW EXECUTE FUNCTION quire.set_comment_search();

CREATE TRIGGER set_search BEFORE INSERT OR UPDATE OF title, content_text, language ON quire.entry FOR EACH ROW EXECUTE FUNCTION quire.set_entry_search();

CREATE TRIGGER set_search BEFORE INSERT OR UPDATE OF name, description ON quire.term FOR EACH ROW EXECUTE FUNCTION quire.set_term_search();

CREATE TRIGGER set_search_due AFTER UPDATE OF language ON quire.site FOR EACH ROW WHEN ((quire_search.code(old.language) <> quire_search.code(new.language))) EXECUTE FUNCTION quire.set_search_due();

CREATE TRIGGER set_time BEFORE INSERT OR UPDATE OF post_id ON quire.post_author FOR EACH ROW EXECUTE FUNCTION quire.set_link_time();

CREATE TRIGGER set_time BEFORE INSERT OR UPDATE OF post_id ON quire.post_term FOR EACH ROW EXECUTE FUNCTION quire.set_link_time();

CREATE TRIGGER set_time BEFORE INSERT OR UPDATE OF post_id ON quire.series_post FOR EACH ROW EXECUTE FUNCTION quire.set_link_time();

CREATE TRIGGER set_updated_at BEFORE UPDATE ON quire.author FOR EACH ROW WHEN ((((((((old.slug IS DISTINCT FROM new.slug) OR (old.uri IS DISTINCT FROM new.uri)) OR (old.name IS DISTINCT FROM new.name)) OR (old.bio_source IS DISTINCT FROM new.bio_source)) OR (old.url IS DISTINCT FROM new.url)) OR (old.links IS DISTINCT FROM new.links)) OR (old.avatar_key IS DISTINCT FROM new.avatar_key))) EXECUTE FUNCTION quire.set_updated_at();

CREATE TRIGGER set_updated_at BEFORE UPDATE ON quire.media FOR EACH ROW WHEN (((((((((old.url IS DISTINCT FROM new.url) OR (old.mime_type IS DISTINCT FROM new.mime_type)) OR (old.alt IS DISTINCT FROM new.alt)) OR (old.caption IS DISTINCT FROM new.caption)) OR (old.title IS DISTINCT FROM new.title)) OR (old.width IS DISTINCT FROM new.width)) OR (old.height IS DISTINCT FROM new.height)) OR (old.file_size IS DISTINCT FROM new.file_size))) EXECUTE FUNCTION quire.set_updated_at();

CREATE TRIGGER set_updated_at BEFORE UPDATE ON quire.menu FOR EACH ROW WHEN (((((old.slug IS DISTINCT FROM new.slug) OR (old.name IS DISTINCT FROM new.name)) OR (old.location IS DISTINCT FROM new.location)) OR (old.version IS DISTINCT FROM new.version))) EXECUTE FUNCTION quire.set_updated_at();

CREATE TRIGGER set_updated_at BEFORE UPDATE ON quire.menu_item FOR EACH ROW WHEN ((((((((((old.menu_id IS DISTINCT FROM new.menu_id) OR (old.parent_id IS DISTINCT FROM new.parent_id)) OR (old."position" IS DISTINCT FROM new."position")) OR (old.depth IS DISTINCT FROM new.depth)) OR (old.label IS DISTINCT FROM new.label)) OR (old.url IS DISTINCT FROM new.url)) OR (old.entry_id IS DISTINCT FROM new.entry_id)) OR (old.term_id IS DISTINCT FROM new.term_id)) OR (old.author_id IS DISTINCT FROM new.author_id))) EXECUTE FUNCTION quire.set_updated_at();

CREATE TRIGGER set_updated_at BEFORE UPDATE ON quire.redirect FOR EACH ROW WHEN (((old.uri IS DISTINCT FROM new.uri) OR (old.location IS DISTINCT FROM new.location))) EXECUTE FUNCTION quire.set_updated_at();

CREATE TRIGGER set_updated_at BEFORE UPDATE ON quire.term FOR EACH ROW WHEN ((((((old.slug IS DISTINCT FROM new.slug) OR (old.uri IS DISTINCT FROM new.uri)) OR (old.name IS DISTINCT FROM new.name)) OR (old.description IS DISTINCT FROM new.description)) OR (old.parent_id IS DISTINCT FROM new.parent_id))) EXECUTE FUNCTION quire.set_updated_at();

ALTER TABLE ONLY quire.account
    ADD CONSTRAINT account_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.author_private
    ADD CONSTRAINT author_private_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.comment_block
    ADD CONSTRAINT comment_block_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.comment_guest_like
    ADD CONSTRAINT comment_guest_like_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES quire.comment(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.comment_like
    ADD CONSTRAINT comment_like_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.comment_like
    ADD CONSTRAINT comment_like_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES quire.comment(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_parent_id_entry_id_fkey FOREIGN KEY (parent_id, entry_id) REFERENCES quire.comment(id, entry_id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.comment_private
    ADD CONSTRAINT comment_private_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES quire.comment(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry
    ADD CONSTRAINT entry_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.entry_draft
    ADD CONSTRAINT entry_draft_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry_draft
    ADD CONSTRAINT entry_draft_featured_media_id_fkey FOREIGN KEY (featured_media_id) REFERENCES quire.media(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.entry_draft
    ADD CONSTRAINT entry_draft_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES quire.entry(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.entry
    ADD CONSTRAINT entry_featured_media_id_fkey FOREIGN KEY (featured_media_id) REFERENCES quire.media(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.entry_guest_like
    ADD CONSTRAINT entry_guest_like_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry_like
    ADD CONSTRAINT entry_like_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry_like_count
    ADD CONSTRAINT entry_like_count_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry_like
    ADD CONSTRAINT entry_like_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry_old_uri
    ADD CONSTRAINT entry_old_uri_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry
    ADD CONSTRAINT entry_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES quire.entry(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.entry_revision
    ADD CONSTRAINT entry_revision_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry_revision
    ADD CONSTRAINT entry_revision_saved_by_fkey FOREIGN KEY (saved_by) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.former_uri
    ADD CONSTRAINT former_uri_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.former_uri
    ADD CONSTRAINT former_uri_media_id_fkey FOREIGN KEY (media_id) REFERENCES quire.media(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.former_uri
    ADD CONSTRAINT former_uri_term_id_fkey FOREIGN KEY (term_id) REFERENCES quire.term(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_menu_id_fkey FOREIGN KEY (menu_id) REFERENCES quire.menu(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES quire.menu_item(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_term_id_fkey FOREIGN KEY (term_id) REFERENCES quire.term(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.merged_term
    ADD CONSTRAINT merged_term_term_id_fkey FOREIGN KEY (term_id) REFERENCES quire.term(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.meta
    ADD CONSTRAINT meta_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.meta
    ADD CONSTRAINT meta_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES quire.comment(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.meta
    ADD CONSTRAINT meta_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.meta
    ADD CONSTRAINT meta_term_id_fkey FOREIGN KEY (term_id) REFERENCES quire.term(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.moderation
    ADD CONSTRAINT moderation_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES quire.comment(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.moderation
    ADD CONSTRAINT moderation_moderator_id_fkey FOREIGN KEY (moderator_id) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.moderation
    ADD CONSTRAINT moderation_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.post_author
    ADD CONSTRAINT post_author_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.post_author
    ADD CONSTRAINT post_author_post_id_fkey FOREIGN KEY (post_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.post_category
    ADD CONSTRAINT post_category_category_id_fkey FOREIGN KEY (category_id) REFERENCES quire.term(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.post_category
    ADD CONSTRAINT post_category_post_id_fkey FOREIGN KEY (post_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.post_term
    ADD CONSTRAINT post_term_post_id_fkey FOREIGN KEY (post_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.post_term
    ADD CONSTRAINT post_term_term_id_fkey FOREIGN KEY (term_id) REFERENCES quire.term(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.preview
    ADD CONSTRAINT preview_account_id_fkey FOREIGN KEY (account_id) REFERENCES quire.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.preview
    ADD CONSTRAINT preview_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.preview
    ADD CONSTRAINT preview_machine_fkey FOREIGN KEY (machine) REFERENCES quire.api_token(name) ON DELETE CASCADE;

ALTER TABLE ONLY quire.seo
    ADD CONSTRAINT seo_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.seo
    ADD CONSTRAINT seo_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.seo
    ADD CONSTRAINT seo_image_id_fkey FOREIGN KEY (image_id) REFERENCES quire.media(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.seo
    ADD CONSTRAINT seo_term_id_fkey FOREIGN KEY (term_id) REFERENCES quire.term(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.series_post
    ADD CONSTRAINT series_post_post_id_fkey FOREIGN KEY (post_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.series_post
    ADD CONSTRAINT series_post_series_id_fkey FOREIGN KEY (series_id) REFERENCES quire.series(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES quire.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.site
    ADD CONSTRAINT site_front_page_id_fkey FOREIGN KEY (front_page_id) REFERENCES quire.entry(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.site
    ADD CONSTRAINT site_icon_id_fkey FOREIGN KEY (icon_id) REFERENCES quire.media(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.site
    ADD CONSTRAINT site_logo_id_fkey FOREIGN KEY (logo_id) REFERENCES quire.media(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.site
    ADD CONSTRAINT site_posts_page_id_fkey FOREIGN KEY (posts_page_id) REFERENCES quire.entry(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.term
    ADD CONSTRAINT term_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES quire.term(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.withheld_discussion
    ADD CONSTRAINT withheld_discussion_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;
GRANT USAGE ON SCHEMA quire_editor TO quire_editor;
GRANT USAGE ON SCHEMA quire_guest TO quire_reader;
GRANT USAGE ON SCHEMA quire_guest TO quire_viewer;
GRANT USAGE ON SCHEMA quire_guest TO quire_editor;
GRANT USAGE ON SCHEMA quire_reader TO quire_reader;
GRANT USAGE ON SCHEMA quire_search TO quire_reader;
GRANT USAGE ON SCHEMA quire_search TO quire_viewer;
GRANT USAGE ON SCHEMA quire_search TO quire_editor;
GRANT USAGE ON SCHEMA quire_viewer TO quire_viewer;
GRANT USAGE ON SCHEMA quire_viewer TO quire_editor;
REVOKE ALL ON FUNCTION quire.after_author_links_updated() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_authors_linked() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_comments_deleted() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_comments_inserted() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_comments_updated() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_entries_updated() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_term_links_updated() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_terms_linked() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.apply_changes(entry bigint, changes jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.arrange_threads(entry_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_comment_likes() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_entry_likes() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_posts_of_authors(author_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_posts_of_terms(term_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_responses(entry_ids bigint[], comments integer[], mentions integer[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.counting_ancestors(own_path bigint[], is_visible boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.keep_comment_place() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.lock_tree() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.move_subtree() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.number_blocks(entry bigint, times timestamp with time zone[], ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.number_one_block(entry bigint, at timestamp with time zone, place_id bigint, OUT following_at timestamp with time zone, OUT following_id bigint, OUT grown integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.place_of(own_path bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION quire.place_of(own_path bigint[]) TO quire_reader;
GRANT ALL ON FUNCTION quire.place_of(own_path bigint[]) TO quire_viewer;
GRANT ALL ON FUNCTION quire.place_of(own_path bigint[]) TO quire_editor;
REVOKE ALL ON FUNCTION quire.remember_uri() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.set_comment_path() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.set_link_time() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.set_path() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.show_or_hide(comment_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.withhold_discussions(entry_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire_guest.liked_comments(guest uuid, comments bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION quire_guest.liked_comments(guest uuid, comments bigint[]) TO quire_reader;
GRANT ALL ON FUNCTION quire_guest.liked_comments(guest uuid, comments bigint[]) TO quire_viewer;
GRANT ALL ON FUNCTION quire_guest.liked_comments(guest uuid, comments bigint[]) TO quire_editor;
REVOKE ALL ON FUNCTION quire_guest.liked_posts(guest uuid, posts bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION quire_guest.liked_posts(guest uuid, posts bigint[]) TO quire_reader;
GRANT ALL ON FUNCTION quire_guest.liked_posts(guest uuid, posts bigint[]) TO quire_viewer;
GRANT ALL ON FUNCTION quire_guest.liked_posts(guest uuid, posts bigint[]) TO quire_editor;
GRANT SELECT ON TABLE quire_editor.account TO quire_editor;
GRANT SELECT ON TABLE quire_editor.author TO quire_editor;
GRANT SELECT ON TABLE quire_editor.term TO quire_editor;
GRANT SELECT ON TABLE quire_editor.category TO quire_editor;
GRANT SELECT ON TABLE quire_editor.comment TO quire_editor;
GRANT SELECT ON TABLE quire_editor.comment_private TO quire_editor;
GRANT SELECT ON TABLE quire_editor.each_guest TO quire_editor;
GRANT SELECT ON TABLE quire_editor.found_term TO quire_editor;
GRANT SELECT ON TABLE quire_editor.guest TO quire_editor;
GRANT SELECT ON TABLE quire_viewer.liked_comment TO quire_viewer;
GRANT SELECT ON TABLE quire_editor.liked_comment TO quire_editor;
GRANT SELECT ON TABLE quire_viewer.liked_post TO quire_viewer;
GRANT SELECT ON TABLE quire_editor.liked_post TO quire_editor;
GRANT SELECT ON TABLE quire_editor.media TO quire_editor;
GRANT SELECT ON TABLE quire_editor.menu TO quire_editor;
GRANT SELECT ON TABLE quire_reader.author TO quire_reader;
GRANT SELECT ON TABLE quire_reader.term TO quire_reader;
GRANT SELECT ON TABLE quire_editor.menu_item TO quire_editor;
GRANT SELECT ON TABLE quire_editor.meta TO quire_editor;
GRANT SELECT ON TABLE quire_editor.moderation TO quire_editor;
GRANT SELECT ON TABLE quire_editor.newest_page TO quire_editor;
GRANT SELECT ON TABLE quire_editor.newest_page_author TO quire_editor;
GRANT SELECT ON TABLE quire_editor.newest_post TO quire_editor;
GRANT SELECT ON TABLE quire_editor.newest_post_author TO quire_editor;
GRANT SELECT ON TABLE quire_editor.newest_post_term TO quire_editor;
GRANT SELECT ON TABLE quire_editor.page TO quire_editor;
GRANT SELECT ON TABLE quire_editor.page_author TO quire_editor;
GRANT SELECT ON TABLE quire_editor.post TO quire_editor;
GRANT SELECT ON TABLE quire_editor.post_author TO quire_editor;
GRANT SELECT ON TABLE quire_editor.post_category TO quire_editor;
GRANT SELECT ON TABLE quire_reader.post_like TO quire_reader;
GRANT SELECT ON TABLE quire_editor.post_like TO quire_editor;
GRANT SELECT ON TABLE quire_editor.post_term TO quire_editor;
GRANT SELECT ON TABLE quire_editor.post_related TO quire_editor;
GRANT SELECT ON TABLE quire_editor.preview TO quire_editor;
GRANT SELECT ON TABLE quire_reader.public_node TO quire_reader;
GRANT SELECT ON TABLE quire_editor.public_node TO quire_editor;
GRANT SELECT ON TABLE quire_editor.redirect TO quire_editor;
GRANT SELECT ON TABLE quire_editor.revision TO quire_editor;
GRANT SELECT ON TABLE quire_reader.media TO quire_reader;
GRANT SELECT ON TABLE quire_reader.route TO quire_reader;
GRANT SELECT ON TABLE quire_editor.route TO quire_editor;
GRANT SELECT ON TABLE quire_editor.seo TO quire_editor;
GRANT SELECT ON TABLE quire_editor.series TO quire_editor;
GRANT SELECT ON TABLE quire_editor.series_post TO quire_editor;
GRANT SELECT ON TABLE quire_reader.site TO quire_reader;
GRANT SELECT ON TABLE quire_editor.site TO quire_editor;
GRANT SELECT ON TABLE quire_editor.tag TO quire_editor;
GRANT SELECT ON TABLE quire_editor.translation TO quire_editor;
GRANT SELECT ON TABLE quire_editor.version TO quire_editor;
GRANT SELECT ON TABLE quire_reader.category TO quire_reader;
GRANT SELECT ON TABLE quire_reader.comment TO quire_reader;
GRANT SELECT ON TABLE quire_reader.each_guest TO quire_reader;
GRANT SELECT ON TABLE quire_reader.found_term TO quire_reader;
GRANT SELECT ON TABLE quire_reader.guest TO quire_reader;
GRANT SELECT ON TABLE quire_reader.menu TO quire_reader;
GRANT SELECT ON TABLE quire_reader.menu_item TO quire_reader;
GRANT SELECT ON TABLE quire_reader.meta TO quire_reader;
GRANT SELECT ON TABLE quire_reader.newest_page TO quire_reader;
GRANT SELECT ON TABLE quire_reader.newest_page_author TO quire_reader;
GRANT SELECT ON TABLE quire_reader.newest_post TO quire_reader;
GRANT SELECT ON TABLE quire_reader.newest_post_author TO quire_reader;
GRANT SELECT ON TABLE quire_reader.newest_post_term TO quire_reader;
GRANT SELECT ON TABLE quire_reader.page TO quire_reader;
GRANT SELECT ON TABLE quire_reader.page_author TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post_author TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post_category TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post_term TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post_related TO quire_reader;
GRANT SELECT ON TABLE quire_reader.preview TO quire_reader;
GRANT SELECT ON TABLE quire_reader.redirect TO quire_reader;
GRANT SELECT ON TABLE quire_reader.revision TO quire_reader;
GRANT SELECT ON TABLE quire_reader.seo TO quire_reader;
GRANT SELECT ON TABLE quire_reader.series_post TO quire_reader;
GRANT SELECT ON TABLE quire_reader.series TO quire_reader;
GRANT SELECT ON TABLE quire_reader.tag TO quire_reader;
GRANT SELECT ON TABLE quire_reader.translation TO quire_reader;
GRANT SELECT ON TABLE quire_viewer.author TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.term TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.category TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.comment TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.each_guest TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.found_term TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.guest TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.media TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.menu TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.menu_item TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.meta TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.newest_page TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.newest_page_author TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.newest_post TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.newest_post_author TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.newest_post_term TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.page TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.page_author TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.post TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.post_author TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.post_category TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.post_like TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.post_term TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.post_related TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.preview TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.public_node TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.redirect TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.revision TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.route TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.seo TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.series_post TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.series TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.site TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.tag TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.translation TO quire_viewer;
GRANT SELECT ON TABLE quire_viewer.version TO quire_viewer;
