-- step: outside a transaction
-- The place of a comment in a list is counted: with the entry in the index, which tells what is withheld, no row of the table is read
-- for that, and Postgres stops where it has counted enough rather than sorting all that comes before.
drop index concurrently if exists quire.comment_by_time;
-- then
create index concurrently comment_by_time on quire.comment (published_at, id) include (entry_id) where visible_from is not null;
-- then
drop index concurrently if exists quire.comment_newest;

-- step: outside a transaction
drop index concurrently if exists quire.comment_by_likes;
-- then
create index concurrently comment_by_likes on quire.comment (like_count, id) include (entry_id) where visible_from is not null;
-- then
drop index concurrently if exists quire.comment_most_liked;
