-- Editors read all items of a menu, and which of them readers see: a menu is saved with all its items, and would lose the others.
create or replace view quire_reader.menu_item as
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
    ( SELECT k.created_at FROM quire.menu_item k WHERE (k.id = i.id)) AS created_at,
    ( SELECT COALESCE(k.updated_at, k.created_at) FROM quire.menu_item k WHERE (k.id = i.id)) AS updated_at,
    true AS is_visible
   FROM (item i
     JOIN tree t ON ((t.id = i.id)))
  WHERE i.is_shown;

create or replace view quire_viewer.menu_item as
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

-- Of what is in the trash, and of what was deleted, an item cannot be saved again: those are left out for editors, too.
create or replace view quire_editor.menu_item as
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
            (i_1.url IS NOT NULL
              OR (e.status = 'PUBLISHED'::text AND e.published_at <= now()) IS TRUE
              OR EXISTS (SELECT FROM quire_reader.term k WHERE k.id = t_1.id)
              OR EXISTS (SELECT FROM quire_reader.author k WHERE k.id = a.id)) AS is_visible
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
