-- step: outside a transaction
-- The first comment of an e-mail address: one step on an index, also of a guest with thousands of them.
drop index concurrently if exists quire.comment_private_first_of_email;
-- then
create index concurrently comment_private_first_of_email on quire.comment_private (lower(email), comment_id) where email is not null;
-- then
drop index concurrently if exists quire.comment_private_email;
