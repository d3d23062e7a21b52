-- step: in a transaction
-- Which transaction wrote a row of the change log: ids are drawn before the commit, and so are not in the order of commits; what a
-- snapshot did not see and a later one does is told by transactions. The default is not volatile, so Postgres computes it once for all rows
-- of before, without writing or scanning them: they get the transaction of this step, which every snapshot after it sees.
alter table quire.change add column transaction xid8 not null default pg_current_xact_id();

comment on column quire.change.transaction is 'The transaction that wrote the row, in the numbering of the server that it was written on.';

-- step: outside a transaction
drop index concurrently if exists quire.change_transaction;
-- then
create index concurrently change_transaction on quire.change (transaction);
-- then
drop index concurrently if exists quire.change_shows;
-- then
create index concurrently change_shows on quire.change (shows_at) where shows_at > changed_at;
