comment on function uuid_v7() is
  'A new identifier of version 7: ordered by time to the microsecond, with 62 random bits. Default of every id. '
  'Example: select crm_ext.uuid_v7();';
comment on function uuid_v7_at(timestamptz) is
  'A new identifier as if made at the given instant, for records that happened earlier; identifiers of one instant differ. '
  'Example: select crm_ext.uuid_v7_at(''2026-01-31 12:00+00'');';
comment on function uuid_v7_floor(timestamptz) is
  'The smallest identifier of the given instant: a bound for ranges by time and for partitions. '
  'Example: select * from crm.activities where id >= crm_ext.uuid_v7_floor(now() - interval ''1 day'');';
comment on function uuid_v7_time(uuid) is
  'When an identifier of version 7 was made; null for other versions. '
  'Example: select crm_ext.uuid_v7_time(crm_ext.uuid_v7());';
