-- step: outside a transaction
-- Editors look posts up by slug whatever the status: the unique index leaves the trash out, and so did not serve them.
drop index concurrently if exists quire.post_any_slug;
-- then
create index concurrently post_any_slug on quire.entry (slug, id) where kind = 'POST';

-- step: outside a transaction
-- The comments of an author, held ones too; comment_author has those that readers see.
drop index concurrently if exists quire.comment_any_author;
-- then
create index concurrently comment_any_author on quire.comment (
  (case when not is_deleted then author_id end), published_at, id
);
