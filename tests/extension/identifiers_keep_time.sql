-- Identifiers of version 7.
select tests.equal(substr(crm_ext.uuid_v7()::text, 15, 1), '7', 'an identifier says its version');
select tests.equal(count(distinct id), 10000::bigint, 'identifiers differ') from (select crm_ext.uuid_v7() id from generate_series(1, 10000)) ids;
select tests.ok(abs(extract(epoch from clock_timestamp() - crm_ext.uuid_v7_time(crm_ext.uuid_v7()))) < 1, 'an identifier tells when it was made');
select tests.equal(crm_ext.uuid_v7_time(crm_ext.uuid_v7_at('2026-01-31 12:34:56.789012+00')), '2026-01-31 12:34:56.789012+00'::timestamptz, 'to the microsecond');
select tests.ok(crm_ext.uuid_v7_at('2026-01-31') <> crm_ext.uuid_v7_at('2026-01-31'), 'identifiers of one instant differ');
select tests.ok(crm_ext.uuid_v7_floor(at) <= crm_ext.uuid_v7_at(at) and crm_ext.uuid_v7_at(at - interval '1 us') < crm_ext.uuid_v7_floor(at), 'the floor bounds ' || at)
from unnest(array['1970-01-02', '2000-01-01', '2026-11-20 10:00:00.000001+00', '2999-01-01']::timestamptz[]) at;
select tests.equal(crm_ext.uuid_v7_floor('1970-01-01 00:00:00+00'), '00000000-0000-7000-8000-000000000000'::uuid, 'the first floor');
select tests.equal(crm_ext.uuid_v7_time('c232ab00-9414-4000-b3c8-9f6bdeced846'), null, 'another version has no time');
select tests.refused(format('select crm_ext.uuid_v7_at(%L)', instant), '22023', 'no identifier is made at ' || instant)
from unnest(array['1969-12-31', 'infinity', '-infinity', '12000-01-01']) instant;
select tests.refused('select crm_ext.uuid_v7_floor(''infinity'')', '22023', 'nor a floor');
select tests.equal(count(*), 0::bigint, 'identifiers made one after the other are in order')
from (select id, lag(id) over (order by n) before from (select n, crm_ext.uuid_v7_at('2026-01-01'::timestamptz + n * interval '1 us') id from generate_series(1, 1000) n) made) pairs where before >= id;
