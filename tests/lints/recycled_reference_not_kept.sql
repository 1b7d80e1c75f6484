-- What a deletion detaches is named in the recycle bin's trigger, and what it takes along is one level deep: both come back.
with parents as (
  select f.conrelid, f.confrelid, f.confdeltype, t.tgargs,
         (select a.attname from pg_attribute a
          where a.attrelid = f.conrelid and a.attnum = coalesce(f.confdelsetcols[1], f.conkey[array_upper(f.conkey, 1)])) as column_name
  from pg_constraint f
  left join pg_trigger t on t.tgrelid = f.confrelid and t.tgname = '0_recycle'
  where f.contype = 'f' and f.connamespace = 'crm'::regnamespace and f.conparentid = 0
)
select p.conrelid::regclass || '.' || p.column_name as object,
       'emptied when a row of ' || p.confrelid::regclass || ' is deleted, but not restored with it' as problem
from parents p
where p.confdeltype = 'n'
  and p.confrelid <> 'crm.memberships'::regclass -- members are suspended, not deleted
  and (p.tgargs is null or position(
    convert_to((select c.relname from pg_class c where c.oid = p.conrelid) || '.' || p.column_name, 'UTF8') in p.tgargs) = 0)
union all
select child.conrelid::regclass || '.' || child.column_name,
       'deleted by the deletion of a part of a record, which the recycle bin does not follow'
from parents child
join parents part on part.conrelid = child.confrelid and part.confdeltype = 'c' and part.confrelid <> child.confrelid
where child.confdeltype in ('c', 'n')
