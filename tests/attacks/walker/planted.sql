-- Four mistakes that must not happen to us: each shows rows of every organization.
create view crm.planted_view as select * from crm.accounts;

create function crm.planted_definer()
returns setof crm.contacts
language sql stable security definer
as 'select * from crm.contacts';

create function crm.planted_error(deal_id uuid)
returns void
language plpgsql stable security definer
as $$
begin
  raise exception 'deal % cannot be shown', (select d.name from crm.deals d where d.id = deal_id) using errcode = '42501';
end;
$$;

create function crm.planted_header(lead_id uuid)
returns text
language sql stable security definer
as $$
  select set_config('response.headers', jsonb_build_array(jsonb_build_object('x-lead', l.last_name))::text, true)
  from crm.leads l where l.id = lead_id;
$$;

grant select on crm.planted_view to authenticated;
grant execute on function crm.planted_definer, crm.planted_error, crm.planted_header to authenticated;
notify pgrst, 'reload schema';
