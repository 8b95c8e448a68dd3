-- Mails that have to wait, and those that a mail server didn't take.

-- What the mail server last said, for the operator. Null if nothing was refused, and once the mail is sent.
alter table control.mails add column refusal text check (length(refusal) <= 1000);
