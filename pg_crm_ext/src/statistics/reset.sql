-- The order of the locks is that of folding, which must not run in between. No deal can be written meanwhile, because
-- the truncated table is locked.
lock table crm_private.deal_statistics_deltas, crm_private.deal_statistics_base in exclusive mode;
delete from crm_private.deal_statistics_deltas;
delete from crm_private.deal_statistics_base;
