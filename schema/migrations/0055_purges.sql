-- Up to where the caches on the way, a CDN or Varnish, have acknowledged which tags were touched: one row.
create table quire.purge (
  id boolean primary key default true check (id),
  identity text not null,
  seen_to text not null,
  under_way text[] not null,
  shown_until timestamptz not null,
  leased_by uuid,
  leased_until timestamptz not null default '-infinity'
);

comment on table quire.purge is 'Up to where caches on the way have acknowledged what was touched: the README of this folder has the format.';
comment on column quire.purge.identity is 'The server that counted the transactions: on another one they mean nothing.';
comment on column quire.purge.seen_to is 'The first transaction that the snapshot last read did not see, in decimal digits.';
comment on column quire.purge.under_way is 'Earlier transactions that it did not see either.';
comment on column quire.purge.shown_until is 'The time up to which what was published for later has shown itself, and was purged.';
comment on column quire.purge.leased_by is 'The process that purges, until it is done or leased_until has passed.';
