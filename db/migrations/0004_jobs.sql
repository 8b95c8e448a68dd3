-- The two ways into the job queue. Both run in the caller's transaction: work is queued if and only if it commits.

create trigger mail_written after insert on control.mails for each row execute function control.mail_written();
