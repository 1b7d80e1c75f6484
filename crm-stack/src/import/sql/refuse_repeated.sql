-- The first row of each external id counts; later ones are merged into it or refused.
with repeated as (
  select external_id, min(line) as first_line
  from {rows}
  group by external_id
  having count(*) > 1
), extra as (
  delete from {rows} s
  using repeated r
  where s.external_id = r.external_id and s.line > r.first_line
  returning s.line, s.external_id, r.first_line
)
insert into {problems} (file_number, line, field, kind, refused, reason, value)
select {number}, line, 'external_id', 'duplicate', true, 'the external id stands on an earlier line already',
       format('%s (line %s)', external_id, first_line)
from extra
where not {distinct}
