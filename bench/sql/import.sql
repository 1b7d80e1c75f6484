-- The plain table that a bare COPY fills.
drop table if exists bench.plain_leads;
create table bench.plain_leads (
  id text primary key, first_name text, last_name text, email text, company text, job_title text, employees integer, country text
);
