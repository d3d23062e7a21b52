-- The tables, views and triggers as all migrations leave them. Printed: pytest tests/schema --update.

CREATE SCHEMA quire;

CREATE SCHEMA quire_reader;

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
  moved bigint[] := array(select distinct o.entry_id from removed o where o.visible_from is not null);
begin
  if cardinality(moved) > 0 then
    perform quire.arrange_threads(moved);
  end if;
  return null;
end $$;

CREATE FUNCTION quire.after_comments_inserted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.after_comments_updated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.after_term_links_updated() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.after_terms_linked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform quire.count_posts_of_terms(array(select distinct term_id from changed));
  return null;
end $$;

CREATE FUNCTION quire.append_comment(comment_id bigint) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire.arrange_threads(entry_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_nestloop TO 'off'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION quire.count_comment_likes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform from quire.comment c
  where c.id in (select comment_id from changed) order by c.id for no key update;
  update quire.comment c
  set like_count = (select count(*) from quire.comment_like l where l.comment_id = c.id)
  where c.id in (select comment_id from changed);
  return null;
end $$;

CREATE FUNCTION quire.count_entry_likes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform from quire.entry e
  where e.id in (select entry_id from changed) order by e.id for no key update;
  update quire.entry e
  set like_count = (select count(*) from quire.entry_like l where l.entry_id = e.id)
  where e.id in (select entry_id from changed);
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

CREATE FUNCTION quire.keep_comment_place() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise integrity_constraint_violation using message = 'a comment keeps its parent and its entry';
end $$;

CREATE FUNCTION quire.lock_tree() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform pg_advisory_xact_lock(hashtext('quire tree'), tg_relid::integer);
  return null;
end $$;

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

CREATE FUNCTION quire.set_comment_path() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION quire_reader.search_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select websearch_to_tsquery('pg_catalog.english', words)
$$;

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
    search tsvector GENERATED ALWAYS AS ((setweight(to_tsvector('english'::regconfig, name), 'A'::"char") || setweight(to_tsvector('english'::regconfig, bio_text), 'B'::"char"))) STORED,
    CONSTRAINT author_url_check CHECK ((url ~* '^https?://'::text))
);
COMMENT ON COLUMN quire.author.links IS 'A list of {"service", "url"}.';
COMMENT ON COLUMN quire.author.avatar_key IS 'Opaque: drawn from nothing, so that nothing can be read from it.';
COMMENT ON COLUMN quire.author.is_public IS 'Whether the profile is shown before anything public is theirs.';
COMMENT ON COLUMN quire.author.post_count IS 'Published posts, those to come included; kept by triggers.';

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
    place integer[],
    widest integer,
    reply_count integer DEFAULT 0 NOT NULL,
    descendant_count integer DEFAULT 0 NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig,
CASE
    WHEN is_deleted THEN ''::text
    ELSE "left"(content_text, 200000)
END)) STORED,
    CONSTRAINT comment_depth_check CHECK ((depth < 500)),
    CONSTRAINT comment_guest_url_check CHECK ((guest_url ~* '^https?://'::text)),
    CONSTRAINT comment_kind_check CHECK ((kind = ANY (ARRAY['COMMENT'::text, 'PINGBACK'::text, 'TRACKBACK'::text, 'WEBMENTION'::text]))),
    CONSTRAINT comment_source_url_check CHECK ((source_url ~* '^https?://'::text)),
    CONSTRAINT comment_status_check CHECK ((status = ANY (ARRAY['HELD'::text, 'APPROVED'::text, 'SPAM'::text, 'TRASH'::text])))
);
COMMENT ON TABLE quire.comment IS 'What readers answered. The foreign key keeps a reply on the entry of its parent.';
COMMENT ON COLUMN quire.comment.guest_avatar_key IS 'Opaque and random; the same for the same e-mail address, of which it holds nothing.';
COMMENT ON COLUMN quire.comment.is_deleted IS 'A tombstone, kept for its replies: readers see neither what it said nor who said it.';
COMMENT ON COLUMN quire.comment.path IS 'Ids from the root of the thread down to this one; set by a trigger, never changed.';
COMMENT ON COLUMN quire.comment.visible_from IS 'Since when readers may see it: approved like all its ancestors, on an entry that is published then. Null: never.';
COMMENT ON COLUMN quire.comment.number IS '1 … n among the visible responses to the entry, oldest first.';
COMMENT ON COLUMN quire.comment.place IS 'Ranks among the visible siblings, from the root down. Sorted by it, a thread is in reading order.';
COMMENT ON COLUMN quire.comment.widest IS 'The greatest rank in place, the root''s left out: at most n where no ancestor is beyond the first n replies.';

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
    user_agent text
);
COMMENT ON TABLE quire.comment_private IS 'What no reader may see of who answered. No view shows it.';

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
    search tsvector GENERATED ALWAYS AS ((setweight(to_tsvector('english'::regconfig, title), 'A'::"char") || setweight(to_tsvector('english'::regconfig, "left"(content_text, 200000)), 'C'::"char"))) STORED,
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

CREATE TABLE quire.entry_old_uri (
    uri text NOT NULL,
    entry_id bigint NOT NULL
);
COMMENT ON TABLE quire.entry_old_uri IS 'Paths at which an entry once stood: they answer 301.';

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
    location text
);

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
    CONSTRAINT leads_to_one_thing CHECK ((num_nonnulls(url, entry_id, term_id, author_id) = 1))
);
COMMENT ON COLUMN quire.menu_item."position" IS 'Reading order through the whole menu: a child stands after its parent.';
COMMENT ON COLUMN quire.menu_item.label IS 'Empty: the title of what it leads to.';

ALTER TABLE quire.menu_item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.menu_item_id_seq
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

CREATE TABLE quire.post_author (
    post_id bigint NOT NULL,
    author_id bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    published_at timestamp with time zone
);
COMMENT ON COLUMN quire.post_author.published_at IS 'That of the post while it is PUBLISHED, else null; kept by triggers, so that an author''s posts are one range scan.';

CREATE TABLE quire.post_term (
    post_id bigint NOT NULL,
    term_id bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    published_at timestamp with time zone
);
COMMENT ON COLUMN quire.post_term.published_at IS 'That of the post while it is PUBLISHED, else null; kept by triggers, so that a term''s posts are one range scan.';

CREATE TABLE quire.site (
    id boolean DEFAULT true NOT NULL,
    title text DEFAULT 'Quire'::text NOT NULL,
    tagline text,
    url text DEFAULT 'http://localhost:8000'::text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    CONSTRAINT site_id_check CHECK (id),
    CONSTRAINT site_url_check CHECK ((url ~ '^https?://[^/?#]+[^/]*$'::text))
);
COMMENT ON TABLE quire.site IS 'The publication itself: one row.';
COMMENT ON COLUMN quire.site.url IS 'Where the front end lives, without a slash at the end: link = url || uri.';

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
    CONSTRAINT no_term_is_its_own_parent CHECK ((parent_id <> id)),
    CONSTRAINT term_kind_check CHECK ((kind = ANY (ARRAY['CATEGORY'::text, 'TAG'::text])))
);
COMMENT ON COLUMN quire.term.post_count IS 'Published posts, those to come included; kept by triggers.';

ALTER TABLE quire.term ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME quire.term_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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
    search
   FROM quire.author a
  WHERE (is_public OR (( SELECT min(e.published_at) AS min
           FROM quire.entry e
          WHERE ((e.author_id = a.id) AND (e.status = 'PUBLISHED'::text))) <= now()) OR (( SELECT min(l.published_at) AS min
           FROM quire.post_author l
          WHERE (l.author_id = a.id)) <= now()) OR (( SELECT min(c.visible_from) AS min
           FROM quire.comment c
          WHERE ((c.author_id = a.id) AND (NOT c.is_deleted))) <= now()));

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
          WHERE ((l.term_id = t.id) AND (l.published_at > now())))) AS post_count
   FROM quire.term t;

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
    post_count
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
    place,
    widest,
    ((( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) || '#comment-'::text) || id) AS uri,
    (((( SELECT s.url
           FROM quire.site s) || ( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id))) || '#comment-'::text) || id) AS link,
    kind,
    'APPROVED'::text AS status,
    number,
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
    search
   FROM quire.comment c
  WHERE (visible_from <= now());

CREATE VIEW quire_reader.guest AS
 SELECT id,
    guest_name AS name,
    guest_url AS url,
    guest_avatar_key AS avatar_key
   FROM quire_reader.comment c
  WHERE (author_id IS NULL);

CREATE VIEW quire_reader.media AS
 SELECT id,
    url,
    mime_type,
    alt,
    caption,
    title,
    width,
    height,
    file_size
   FROM quire.media m
  WHERE ((EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.id = m.attached_to) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.featured_media_id = m.id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))) OR (is_public AND (attached_to IS NULL) AND (NOT (EXISTS ( SELECT
           FROM quire.entry e
          WHERE (e.featured_media_id = m.id))))));

CREATE VIEW quire_reader.menu AS
 SELECT id,
    slug,
    name,
    location
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
            (num_nonnulls(i_1.url, e.id, t_1.id, a.id) = 1) AS is_shown
           FROM (((quire.menu_item i_1
             LEFT JOIN quire.entry e ON (((e.id = i_1.entry_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))))
             LEFT JOIN quire.term t_1 ON ((t_1.id = i_1.term_id)))
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
    i.target_id
   FROM (item i
     JOIN tree t ON ((t.id = i.id)))
  WHERE i.is_shown;

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
    e.search
   FROM (quire.entry e
     LEFT JOIN quire.entry p ON (((p.id = e.parent_id) AND (p.status = 'PUBLISHED'::text) AND (p.published_at <= now()))))
  WHERE ((e.kind = 'PAGE'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()));

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
    search
   FROM quire.entry e
  WHERE ((kind = 'POST'::text) AND (status = 'PUBLISHED'::text) AND (published_at <= now()));

CREATE VIEW quire_reader.post_author AS
 SELECT post_id,
    author_id,
    "position",
    published_at
   FROM quire.post_author l
  WHERE (published_at <= now());

CREATE VIEW quire_reader.post_like AS
 SELECT l.entry_id AS post_id,
    l.author_id,
    l.liked_at
   FROM ((quire.entry_like l
     JOIN quire.entry e ON ((e.id = l.entry_id)))
     JOIN quire_reader.author a ON ((a.id = l.author_id)))
  WHERE ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()));

CREATE VIEW quire_reader.post_term AS
 SELECT post_id,
    term_id,
    "position",
    published_at
   FROM quire.post_term l
  WHERE (published_at <= now());

CREATE VIEW quire_reader.route AS
 SELECT e.uri,
    200 AS status,
    NULL::text AS location,
    e.kind AS target_kind,
    e.id AS target_id
   FROM quire.entry e
  WHERE ((e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))
UNION ALL
 SELECT o.uri,
    301 AS status,
    e.uri AS location,
    e.kind AS target_kind,
    e.id AS target_id
   FROM (quire.entry_old_uri o
     JOIN quire.entry e ON ((e.id = o.entry_id)))
  WHERE ((e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))
UNION ALL
 SELECT e.uri,
    410 AS status,
    NULL::text AS location,
    NULL::text AS target_kind,
    NULL::bigint AS target_id
   FROM quire.entry e
  WHERE ((e.status = 'TRASH'::text) AND (e.published_at <= now()) AND COALESCE(e.was_public, true))
UNION ALL
 SELECT t.uri,
    200 AS status,
    NULL::text AS location,
    t.kind AS target_kind,
    t.id AS target_id
   FROM quire.term t
UNION ALL
 SELECT a.uri,
    200 AS status,
    NULL::text AS location,
    'AUTHOR'::text AS target_kind,
    a.id AS target_id
   FROM quire_reader.author a;

CREATE VIEW quire_reader.site AS
 SELECT title,
    tagline,
    url,
    language,
    ( SELECT (count(*))::integer AS count
           FROM quire.entry e
          WHERE ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))) AS post_count,
    ( SELECT (COALESCE(sum(e.response_count), (0)::bigint))::integer AS "coalesce"
           FROM quire.entry e
          WHERE ((e.kind = ANY (ARRAY['POST'::text, 'PAGE'::text])) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))) AS comment_count,
    ( SELECT (count(*))::integer AS count
           FROM quire_reader.author) AS author_count
   FROM quire.site s;

CREATE VIEW quire_reader.tag AS
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    post_count
   FROM quire_reader.term t
  WHERE (kind = 'TAG'::text);

ALTER TABLE ONLY quire.author
    ADD CONSTRAINT author_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.author_private
    ADD CONSTRAINT author_private_pkey PRIMARY KEY (author_id);

ALTER TABLE ONLY quire.author
    ADD CONSTRAINT author_slug_key UNIQUE (slug);

ALTER TABLE ONLY quire.author
    ADD CONSTRAINT author_uri_key UNIQUE (uri);

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_id_entry_id_key UNIQUE (id, entry_id);

ALTER TABLE ONLY quire.comment_like
    ADD CONSTRAINT comment_like_pkey PRIMARY KEY (comment_id, author_id);

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.comment_private
    ADD CONSTRAINT comment_private_pkey PRIMARY KEY (comment_id);

ALTER TABLE ONLY quire.entry_like
    ADD CONSTRAINT entry_like_pkey PRIMARY KEY (entry_id, author_id);

ALTER TABLE ONLY quire.entry_old_uri
    ADD CONSTRAINT entry_old_uri_pkey PRIMARY KEY (uri);

ALTER TABLE ONLY quire.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY quire.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);

ALTER TABLE ONLY quire.post_author
    ADD CONSTRAINT post_author_pkey PRIMARY KEY (post_id, author_id);

ALTER TABLE ONLY quire.post_term
    ADD CONSTRAINT post_term_pkey PRIMARY KEY (post_id, term_id);

ALTER TABLE ONLY quire.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.term
    ADD CONSTRAINT term_kind_slug_key UNIQUE (kind, slug);

ALTER TABLE ONLY quire.term
    ADD CONSTRAINT term_pkey PRIMARY KEY (id);

ALTER TABLE ONLY quire.term
    ADD CONSTRAINT term_uri_key UNIQUE (uri);
CREATE INDEX author_joined ON quire.author USING btree (joined_at, id);
CREATE INDEX author_named ON quire.author USING btree (sort_name, id);
CREATE INDEX author_search ON quire.author USING gin (search);
CREATE INDEX comment_author ON quire.comment USING btree ((
CASE
    WHEN (NOT is_deleted) THEN author_id
    ELSE NULL::bigint
END), published_at, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_entry ON quire.comment USING btree (entry_id);
CREATE INDEX comment_in_order ON quire.comment USING btree (root_id, place) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_like_author ON quire.comment_like USING btree (author_id);
CREATE INDEX comment_liked ON quire.comment USING btree (entry_id, like_count, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_most_liked ON quire.comment USING btree (like_count, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_newest ON quire.comment USING btree (published_at, id) INCLUDE (visible_from) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_oldest ON quire.comment USING btree (entry_id, published_at, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_parent ON quire.comment USING btree (parent_id, entry_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX comment_private_email ON quire.comment_private USING btree (lower(email)) WHERE (email IS NOT NULL);
CREATE INDEX comment_queue ON quire.comment USING btree (status, published_at, id) WHERE (status <> 'APPROVED'::text);
CREATE INDEX comment_replies ON quire.comment USING btree (parent_id, published_at, id) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_roots ON quire.comment USING btree (entry_id, published_at, id) WHERE ((visible_from IS NOT NULL) AND (parent_id IS NULL));
CREATE INDEX comment_search ON quire.comment USING gin (search) WHERE (visible_from IS NOT NULL);
CREATE INDEX comment_since ON quire.comment USING btree (author_id, visible_from) WHERE (NOT is_deleted);
CREATE INDEX entry_author ON quire.entry USING btree (author_id, published_at);
CREATE INDEX entry_children ON quire.entry USING btree (parent_id, menu_order, sort_title, id);
CREATE INDEX entry_discussed ON quire.entry USING btree (kind, response_count, id) INCLUDE (published_at) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX entry_language ON quire.entry USING btree (kind, language, published_at, id) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX entry_like_author ON quire.entry_like USING btree (author_id);
CREATE INDEX entry_like_newest ON quire.entry_like USING btree (entry_id, liked_at, author_id);
CREATE INDEX entry_liked ON quire.entry USING btree (kind, like_count, id) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX entry_media ON quire.entry USING btree (featured_media_id) WHERE (featured_media_id IS NOT NULL);
CREATE INDEX entry_newest ON quire.entry USING btree (kind, published_at, id) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX entry_old_uri_by_entry ON quire.entry_old_uri USING btree (entry_id);
CREATE INDEX entry_search ON quire.entry USING gin (search);
CREATE INDEX entry_sticky ON quire.entry USING btree (id) WHERE is_sticky;
CREATE INDEX entry_titled ON quire.entry USING btree (kind, sort_title, id) WHERE (status = 'PUBLISHED'::text);
CREATE INDEX entry_updated ON quire.entry USING btree (kind, updated_at, id) WHERE (status = 'PUBLISHED'::text);
CREATE UNIQUE INDEX entry_uri ON quire.entry USING btree (uri) WHERE (status <> 'TRASH'::text);
CREATE INDEX media_attached ON quire.media USING btree (attached_to) WHERE (attached_to IS NOT NULL);
CREATE INDEX menu_item_entry ON quire.menu_item USING btree (entry_id) WHERE (entry_id IS NOT NULL);
CREATE INDEX menu_item_in_order ON quire.menu_item USING btree (menu_id, "position", id);
CREATE INDEX menu_item_parent ON quire.menu_item USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX menu_item_term ON quire.menu_item USING btree (term_id) WHERE (term_id IS NOT NULL);
CREATE INDEX page_slug ON quire.entry USING btree (slug, id) WHERE (kind = 'PAGE'::text);
CREATE INDEX post_author_all ON quire.post_author USING btree (author_id, post_id);
CREATE INDEX post_author_newest ON quire.post_author USING btree (author_id, published_at, post_id) WHERE (published_at IS NOT NULL);
CREATE UNIQUE INDEX post_slug ON quire.entry USING btree (slug) WHERE ((status <> 'TRASH'::text) AND (kind = 'POST'::text));
CREATE INDEX post_term_all ON quire.post_term USING btree (term_id, post_id);
CREATE INDEX post_term_newest ON quire.post_term USING btree (term_id, published_at, post_id) WHERE (published_at IS NOT NULL);
CREATE INDEX term_children ON quire.term USING btree (parent_id, sort_name, id);
CREATE INDEX term_named ON quire.term USING btree (kind, sort_name, id);
CREATE INDEX trashed_uri ON quire.entry USING btree (uri) WHERE (status = 'TRASH'::text);

CREATE TRIGGER arrange_deleted AFTER DELETE ON quire.comment REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_comments_deleted();

CREATE TRIGGER arrange_inserted AFTER INSERT ON quire.comment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_comments_inserted();

CREATE TRIGGER arrange_updated AFTER UPDATE ON quire.comment REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_comments_updated();

CREATE TRIGGER count_added AFTER INSERT ON quire.comment_like REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_comment_likes();

CREATE TRIGGER count_added AFTER INSERT ON quire.entry_like REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_entry_likes();

CREATE TRIGGER count_added AFTER INSERT ON quire.post_author REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_authors_linked();

CREATE TRIGGER count_added AFTER INSERT ON quire.post_term REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_terms_linked();

CREATE TRIGGER count_removed AFTER DELETE ON quire.comment_like REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_comment_likes();

CREATE TRIGGER count_removed AFTER DELETE ON quire.entry_like REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.count_entry_likes();

CREATE TRIGGER count_removed AFTER DELETE ON quire.post_author REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_authors_linked();

CREATE TRIGGER count_removed AFTER DELETE ON quire.post_term REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION quire.after_terms_linked();

CREATE TRIGGER count_updated AFTER UPDATE ON quire.post_author REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_author_links_updated();

CREATE TRIGGER count_updated AFTER UPDATE ON quire.post_term REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_term_links_updated();

CREATE TRIGGER keep_place AFTER UPDATE OF parent_id, entry_id ON quire.comment FOR EACH ROW WHEN (((old.parent_id IS DISTINCT FROM new.parent_id) OR (old.entry_id IS DISTINCT FROM new.entry_id))) EXECUTE FUNCTION quire.keep_comment_place();

CREATE TRIGGER lock_tree BEFORE UPDATE OF parent_id ON quire.entry FOR EACH STATEMENT EXECUTE FUNCTION quire.lock_tree();

CREATE TRIGGER lock_tree BEFORE UPDATE OF parent_id ON quire.term FOR EACH STATEMENT EXECUTE FUNCTION quire.lock_tree();

CREATE TRIGGER move_subtree AFTER UPDATE OF parent_id ON quire.entry FOR EACH ROW WHEN ((old.parent_id IS DISTINCT FROM new.parent_id)) EXECUTE FUNCTION quire.move_subtree();

CREATE TRIGGER move_subtree AFTER UPDATE OF parent_id ON quire.term FOR EACH ROW WHEN ((old.parent_id IS DISTINCT FROM new.parent_id)) EXECUTE FUNCTION quire.move_subtree();

CREATE TRIGGER recount AFTER UPDATE ON quire.entry REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quire.after_entries_updated();

CREATE TRIGGER set_path BEFORE INSERT ON quire.comment FOR EACH ROW EXECUTE FUNCTION quire.set_comment_path();

CREATE TRIGGER set_path BEFORE INSERT ON quire.entry FOR EACH ROW EXECUTE FUNCTION quire.set_path();

CREATE TRIGGER set_path BEFORE INSERT ON quire.term FOR EACH ROW EXECUTE FUNCTION quire.set_path();

CREATE TRIGGER set_time BEFORE INSERT OR UPDATE OF post_id ON quire.post_author FOR EACH ROW EXECUTE FUNCTION quire.set_link_time();

CREATE TRIGGER set_time BEFORE INSERT OR UPDATE OF post_id ON quire.post_term FOR EACH ROW EXECUTE FUNCTION quire.set_link_time();

ALTER TABLE ONLY quire.author_private
    ADD CONSTRAINT author_private_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.comment
    ADD CONSTRAINT comment_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

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

ALTER TABLE ONLY quire.entry
    ADD CONSTRAINT entry_featured_media_id_fkey FOREIGN KEY (featured_media_id) REFERENCES quire.media(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.entry_like
    ADD CONSTRAINT entry_like_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry_like
    ADD CONSTRAINT entry_like_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry_old_uri
    ADD CONSTRAINT entry_old_uri_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.entry
    ADD CONSTRAINT entry_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES quire.entry(id) ON DELETE SET NULL;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_menu_id_fkey FOREIGN KEY (menu_id) REFERENCES quire.menu(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES quire.menu_item(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.menu_item
    ADD CONSTRAINT menu_item_term_id_fkey FOREIGN KEY (term_id) REFERENCES quire.term(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.post_author
    ADD CONSTRAINT post_author_author_id_fkey FOREIGN KEY (author_id) REFERENCES quire.author(id);

ALTER TABLE ONLY quire.post_author
    ADD CONSTRAINT post_author_post_id_fkey FOREIGN KEY (post_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.post_term
    ADD CONSTRAINT post_term_post_id_fkey FOREIGN KEY (post_id) REFERENCES quire.entry(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.post_term
    ADD CONSTRAINT post_term_term_id_fkey FOREIGN KEY (term_id) REFERENCES quire.term(id) ON DELETE CASCADE;

ALTER TABLE ONLY quire.term
    ADD CONSTRAINT term_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES quire.term(id) ON DELETE SET NULL;
GRANT USAGE ON SCHEMA quire_reader TO quire_reader;
REVOKE ALL ON FUNCTION quire.after_author_links_updated() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_authors_linked() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_comments_deleted() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_comments_inserted() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_comments_updated() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_entries_updated() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_term_links_updated() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.after_terms_linked() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.append_comment(comment_id bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.arrange_threads(entry_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_comment_likes() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_entry_likes() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_posts_of_authors(author_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.count_posts_of_terms(term_ids bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.keep_comment_place() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.lock_tree() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.move_subtree() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.set_comment_path() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.set_link_time() FROM PUBLIC;
REVOKE ALL ON FUNCTION quire.set_path() FROM PUBLIC;
GRANT SELECT ON TABLE quire_reader.author TO quire_reader;
GRANT SELECT ON TABLE quire_reader.term TO quire_reader;
GRANT SELECT ON TABLE quire_reader.category TO quire_reader;
GRANT SELECT ON TABLE quire_reader.comment TO quire_reader;
GRANT SELECT ON TABLE quire_reader.guest TO quire_reader;
GRANT SELECT ON TABLE quire_reader.media TO quire_reader;
GRANT SELECT ON TABLE quire_reader.menu TO quire_reader;
GRANT SELECT ON TABLE quire_reader.menu_item TO quire_reader;
GRANT SELECT ON TABLE quire_reader.page TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post_author TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post_like TO quire_reader;
GRANT SELECT ON TABLE quire_reader.post_term TO quire_reader;
GRANT SELECT ON TABLE quire_reader.route TO quire_reader;
GRANT SELECT ON TABLE quire_reader.site TO quire_reader;
GRANT SELECT ON TABLE quire_reader.tag TO quire_reader;
