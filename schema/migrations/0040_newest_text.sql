-- The newest text of every post and page, as a preview has it: for who may edit it, beside what readers see.

create view quire.newest_post as
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

create view quire_reader.newest_post as
select n.*
from quire.newest_post n where false;
grant select on quire_reader.newest_post to quire_reader;

create view quire_viewer.newest_post as
select n.*
from quire.newest_post n where n.id in (select l.post_id from quire.post_author l where l.author_id = quire_viewer.viewer_id());
grant select on quire_viewer.newest_post to quire_viewer;

create view quire_editor.newest_post as
select n.*
from quire.newest_post n;
grant select on quire_editor.newest_post to quire_editor;

create view quire.newest_page as
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

create view quire_reader.newest_page as
select n.*
from quire.newest_page n where false;
grant select on quire_reader.newest_page to quire_reader;

create view quire_viewer.newest_page as
select n.*
from quire.newest_page n where false;
grant select on quire_viewer.newest_page to quire_viewer;

create view quire_editor.newest_page as
select n.*
from quire.newest_page n;
grant select on quire_editor.newest_page to quire_editor;
