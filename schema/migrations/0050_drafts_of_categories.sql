-- step: outside a transaction
drop index concurrently if exists quire.post_category_unpublished;
-- then
create index concurrently post_category_unpublished on quire.post_category (category_id, post_id) where published_at is null;
