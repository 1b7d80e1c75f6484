update crm.imports
set rows_read = $3, rows_created = $4, rows_updated = $5, rows_unchanged = $6, rows_failed = $7, warnings = $8
where org_id = $1 and id = $2
