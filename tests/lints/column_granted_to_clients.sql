-- Clients do not write what the database keeps: organization after insert, keys, marks of who and when, scores, bookkeeping of stages.
select c.oid::regclass || '.' || a.attname as object, r.rolname || ' may ' || v.verb || ' it' as problem
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
cross join pg_roles r
cross join (values ('insert'), ('update')) as v (verb)
where c.relnamespace = 'crm'::regnamespace
  and c.relkind in ('r', 'p', 'v')
  and r.rolname in ('anon', 'authenticated')
  and has_column_privilege(r.oid, c.oid, a.attnum, v.verb)
  and (
    a.attname in ('created_at', 'created_by', 'updated_at', 'updated_by', 'score_hundredths', 'score', 'grade', 'scored_at',
                  'converted_at', 'converted_account_id', 'converted_contact_id', 'converted_deal_id', 'normalized_email',
                  'normalized_phone', 'normalized_value', 'stage_entered_at', 'is_builtin')
    or v.verb = 'insert' and a.attname = 'capture_key' -- made by the database; an administrator may make it another
    or a.attname = 'closed_at' and c.relname = 'deals'
    or v.verb = 'update' and a.attname in ('org_id', 'id')
  )
