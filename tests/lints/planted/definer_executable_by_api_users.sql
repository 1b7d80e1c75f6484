create function crm.planted() returns bigint language sql security definer set search_path = ''
as 'select count(*) from crm.deals';
grant execute on function crm.planted() to authenticated;
