-- Leads to score, and the rules of scoring_model.json as an expert would write them in plpgsql.
drop table if exists bench.leads cascade;
create table bench.leads (
  id bigint primary key, job_title text, company text, industry text, employee_count integer, annual_revenue numeric(19, 4),
  phone text, website text, country text
);

create or replace procedure bench.add_leads(wanted bigint) language sql as $$
  insert into bench.leads
  select g, (array['CEO', 'Director', 'Manager', 'Engineer', 'Head of Sales', null])[1 + g * 7 % 6], case when g % 5 > 0 then 'Company ' || g % 1000 end,
         (array['software', 'finance', 'retail', null])[1 + g * 13 % 4], case when g % 7 > 0 then (g * 7919 % 3000)::integer end,
         case when g % 3 > 0 then g * 104729 % 100000000 end, case when g % 2 = 0 then '+1555' || g end,
         case when g % 4 = 0 then 'example.com' end, case when g % 6 > 0 then 'US' end
  from generate_series(1, wanted) g
$$;

create or replace function bench.score(lead bench.leads) returns integer language plpgsql immutable parallel safe as $$
declare
  title text := lower(lead.job_title);
  role integer := 0;
  company integer := 0;
  reach integer := 0;
begin
  if title in ('ceo', 'cto') then role := role + 2500; end if;
  if title in ('director', 'head of sales') then role := role + 1800; end if;
  if title = 'manager' then role := role + 1000; end if;
  if lead.employee_count >= 1000 then company := company + 1200; end if;
  if lead.employee_count between 200 and 999 then company := company + 1000; end if;
  if lead.employee_count between 20 and 199 then company := company + 500; end if;
  if lead.annual_revenue >= 50000000 then company := company + 800; end if;
  if lower(lead.industry) in ('software', 'finance') then company := company + 600; end if;
  if lead.company is not null then company := company + 200; end if;
  if lead.phone is not null then reach := reach + 400; end if;
  if lead.website is not null then reach := reach + 250; end if;
  if lead.country is not null then reach := reach + 100; end if;
  return greatest(0, least(10000, least(2500, role) + least(2500, company) + least(1500, reach)));
end $$;
