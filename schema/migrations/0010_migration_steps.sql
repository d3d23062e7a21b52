-- Which steps of a migration that has several were applied: one that is ended in the middle goes on where it was.
create table quire.migration_step (
  name text not null,
  step integer not null,
  checksum text not null,
  primary key (name, step)
);
comment on table quire.migration_step is 'Steps of migrations that are not applied to their end. The README of this folder says what a step is.';
