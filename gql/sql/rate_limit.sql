-- name: take_turn
-- One after the other for the same subjects ($1 text[]): until the end of the transaction.
select pg_advisory_xact_lock(k.key)
from (select distinct hashtextextended(s.subject, 0) as key from unnest($1::text[]) as s (subject) order by 1) k

-- name: forget_attempts
-- Attempts older than so many seconds ($1), which count no more. What another transaction forgets is left to it.
delete from attempt
where ctid = any(array(
  select t.ctid
  from attempt t
  where t.made_at < clock_timestamp() - make_interval(secs => $1::double precision)
  for update skip locked
))

-- name: attempts
-- How often there was an attempt of each subject ($1 text[]), and in how many seconds the first of those stops to count: they do for $2.
select s.subject, count(t.made_at)::integer as count,
  coalesce(ceil(extract(epoch from min(t.made_at) - clock_timestamp()) + $2::double precision), 0)::integer as seconds
from unnest($1::text[]) as s (subject)
left join attempt t on t.subject = s.subject
  and t.made_at >= clock_timestamp() - make_interval(secs => $2::double precision)
group by s.subject

-- name: note_attempts
-- Counts an attempt of each subject ($1 text[]).
insert into attempt (subject)
select s.subject from unnest($1::text[]) as s (subject)

-- name: take_back_all
-- No attempt of a subject ($1) counts any more.
delete from attempt where subject = $1::text

-- name: take_back_last
-- The last attempt of a subject ($1) counts no more.
delete from attempt
where ctid = (select t.ctid from attempt t where t.subject = $1::text order by t.made_at desc limit 1 for update skip locked)
