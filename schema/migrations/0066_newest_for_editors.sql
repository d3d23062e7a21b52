-- step: outside a transaction
-- Which of all posts are published, in the order in which editors have them: a page far beyond the first looked up each post before it.
drop index concurrently if exists quire.post_any_newest_first;
-- then
create index concurrently post_any_newest_first on quire.entry ((coalesce(published_at, timestamptz '9999-01-01 00:00:00+00')), id)
include (published_at, status) where kind = 'POST';
-- then
drop index concurrently if exists quire.post_any_newest;
