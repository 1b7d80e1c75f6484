-- For one transaction: no triggers, and larger portions for the full-text indexes, which take many rows at once best.
set local session_replication_role = replica;
set local work_mem = '256MB';
set local gin_pending_list_limit = '64MB';
