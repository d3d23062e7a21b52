-- step: in a transaction
alter table quire.change add column action text, add column discussion text;

comment on column quire.change.action is 'What happened to it, for those who tell people of it: the README of this folder has the words.';
comment on column quire.change.discussion is 'Of a comment: the post or page that it is on.';
