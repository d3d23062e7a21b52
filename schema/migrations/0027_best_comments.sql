-- step: outside a transaction
-- How good a comment is, by its likes and replies: gql/types/comment.py says why so, and sorts by the same expression.
drop index concurrently if exists quire.comment_best;
-- then
create index concurrently comment_best on quire.comment (
  entry_id,
  (round(1e9 * (like_count::double precision + 1.9208 - 1.96 * sqrt(like_count::double precision * reply_count::double precision / greatest(like_count::double precision + reply_count::double precision, 1) + 0.9604)) / (like_count::double precision + reply_count::double precision + 3.8416))::bigint),
  id
) where visible_from is not null;

-- step: outside a transaction
drop index concurrently if exists quire.comment_best_of_all;
-- then
create index concurrently comment_best_of_all on quire.comment (
  (round(1e9 * (like_count::double precision + 1.9208 - 1.96 * sqrt(like_count::double precision * reply_count::double precision / greatest(like_count::double precision + reply_count::double precision, 1) + 0.9604)) / (like_count::double precision + reply_count::double precision + 3.8416))::bigint),
  id
) where visible_from is not null;
