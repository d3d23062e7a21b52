-- name: lock_subjects
-- Locks subjects ($1 text[]) until the end of the transaction, so that counting and inserting attempts is one step.
-- Ordered by key: two transactions with the same subjects cannot deadlock.
select pg_advisory_xact_lock(k.key)
from (select distinct hashtextextended(s.subject, 0) as key from unnest($1::text[]) as s (subject) order by 1) k

-- name: delete_old_attempts
-- Deletes attempts older than this many seconds ($1). Rows that another transaction is deleting are skipped, not waited for.
delete from attempt
where ctid = any(array(
  select t.ctid
  from attempt t
  where t.made_at < clock_timestamp() - make_interval(secs => $1::double precision)
  for update skip locked
))

-- name: count_attempts
-- The attempts of each subject ($1 text[]) in the last $2 seconds, and in how many seconds the oldest of them stops counting.
select s.subject, count(t.made_at)::integer as count,
  coalesce(ceil(extract(epoch from min(t.made_at) - clock_timestamp()) + $2::double precision), 0)::integer as seconds
from unnest($1::text[]) as s (subject)
left join attempt t on t.subject = s.subject
  and t.made_at >= clock_timestamp() - make_interval(secs => $2::double precision)
group by s.subject

-- name: insert_attempts
-- Adds an attempt for each subject ($1 text[]).
insert into attempt (subject)
select s.subject from unnest($1::text[]) as s (subject)

-- name: delete_attempts
-- Deletes all attempts of a subject ($1).
delete from attempt where subject = $1::text

-- name: delete_last_attempt
-- Deletes the latest attempt of a subject ($1).
delete from attempt
where ctid = (select t.ctid from attempt t where t.subject = $1::text order by t.made_at desc limit 1 for update skip locked)
