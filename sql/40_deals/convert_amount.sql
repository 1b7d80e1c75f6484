create or replace function crm_private.exchange_rate(org uuid, from_currency text, to_currency text, on_date date)
returns numeric
language sql
stable
parallel safe
set search_path = ''
as $$
  select case when from_currency = to_currency then 1 else (
    select case when r.base_currency = from_currency then r.rate else 1 / r.rate end
    from (
      (
        select d.base_currency, d.rate, d.valid_from
        from crm.exchange_rates d
        where d.org_id = org and d.base_currency = from_currency and d.quote_currency = to_currency and d.valid_from <= on_date
        order by d.valid_from desc
        limit 1
      )
      union all
      (
        select i.base_currency, i.rate, i.valid_from
        from crm.exchange_rates i
        where i.org_id = org and i.base_currency = to_currency and i.quote_currency = from_currency and i.valid_from <= on_date
        order by i.valid_from desc
        limit 1
      )
    ) as r
    order by r.valid_from desc, r.base_currency = from_currency desc
    limit 1
  ) end;
$$;

comment on function crm_private.exchange_rate(uuid, text, text, date) is
  'How many units of to_currency one unit of from_currency was worth: the last rate dated on or before on_date, of the pair or its '
  'inverse; null without one. Example: select crm_private.exchange_rate(crm_ext.current_org(), ''EUR'', ''USD'', date ''2026-03-31'');';

create or replace function crm.convert_amount(
  amount numeric,
  from_currency text,
  to_currency text,
  on_date date default current_date
)
returns numeric
language sql
stable
parallel safe
set search_path = ''
as $$
  select pg_catalog.round(
    amount * coalesce(
      crm_private.exchange_rate(crm_ext.current_org(), from_currency, to_currency, on_date),
      crm_private.exchange_rate(crm_ext.current_org(), from_currency, o.base_currency, on_date)
        * crm_private.exchange_rate(crm_ext.current_org(), o.base_currency, to_currency, on_date)
    ),
    4
  )
  from crm.organizations o
  where o.id = crm_ext.current_org();
$$;

comment on function crm.convert_amount(numeric, text, text, date) is
  'An amount in another currency, to four decimals, by the organization''s dated rates: the last one on or before on_date, of the '
  'pair, its inverse, or by way of the base currency. Null when no rate is known: an unknown value is never counted as zero or one to '
  'one. Example: select crm.convert_amount(100, ''EUR'', ''USD'', date ''2026-03-31'');';

revoke all on function crm_private.exchange_rate(uuid, text, text, date) from public;
revoke all on function crm.convert_amount(numeric, text, text, date) from public;
grant execute on function crm_private.exchange_rate(uuid, text, text, date) to authenticated, service_role;
grant execute on function crm.convert_amount(numeric, text, text, date) to authenticated, service_role;
