-- A deal moves to a stage and a place on the board in one call, and closes and opens again by rule.
begin;
select plan(52);

create function pg_temp.stage(stage_name text) returns uuid language sql as $$
  select s.id from crm.stages s join crm.pipelines p on p.org_id = s.org_id and p.id = s.pipeline_id and p.is_default
  where s.org_id = tests.org() and s.name = stage_name;
$$;
create function pg_temp.new_deal(deal_name text, stage_name text default 'Prospecting', owner text default 'rep') returns uuid language sql as $$
  insert into crm.deals (org_id, owner_id, name, stage_id, amount, currency)
  values (tests.org(), tests.user_of(owner), deal_name, pg_temp.stage(stage_name), 100, 'USD') returning id;
$$;
create function pg_temp.id(deal_name text) returns uuid language sql stable as $$
  select d.id from crm.deals d where d.org_id = tests.org() and d.name = deal_name;
$$;
create function pg_temp.deal(deal_name text) returns crm.deals language sql stable as $$
  select d from crm.deals d where d.org_id = tests.org() and d.name = deal_name;
$$;
create function pg_temp.move(deal_name text, arguments text, who text default 'rep') returns text language sql as $$
  select tests.outcome_as(who, format('select crm.move_deal(%L%s)', pg_temp.id(deal_name), arguments));
$$;
create function pg_temp.column_of(stage_name text) returns text language sql as $$
  select string_agg(d.name, ' ' order by d.board_position, d.id) from crm.deals d
  where d.stage_id = pg_temp.stage(stage_name) and d.name !~ '^Deal ';
$$;

create temporary table made as select pg_temp.new_deal(n) from unnest(array['d', 'c', 'b', 'a']) with ordinality as t (n, place) order by place;
select is(pg_temp.column_of('Prospecting'), 'a b c d', 'new deals come first');
select is(pg_temp.move('d', format(', before_id => %L', pg_temp.id('b'))), '1 row', 'a deal is placed');
select is(pg_temp.column_of('Prospecting'), 'a d b c', 'above the one named');
select is(pg_temp.move('a', format(', after_id => %L', pg_temp.id('c'))), '1 row', 'or placed');
select is(pg_temp.column_of('Prospecting'), 'd b c a', 'below the one named');
select is(pg_temp.move('c', format(', after_id => %L, before_id => %L', pg_temp.id('d'), pg_temp.id('b'))), '1 row', 'between two neighbours');
select is(pg_temp.column_of('Prospecting'), 'd c b a', 'it is between them');
select is(pg_temp.move('a', format(', after_id => %L, before_id => %L', pg_temp.id('d'), pg_temp.id('b'))), '1 row',
  'neighbours that somebody parted meanwhile still place it');
select is(pg_temp.column_of('Prospecting'), 'd a c b', 'below the upper one');

select is(pg_temp.move('c', format(', stage_id => %L', pg_temp.stage('Proposal'))), '1 row', 'it goes to another stage');
select is(array[pg_temp.column_of('Prospecting'), pg_temp.column_of('Proposal')], array['d a b', 'c'], 'and column');
select is((pg_temp.deal('c')).probability, 0.5000, 'with the probability of the stage');
select is(pg_temp.move('b', format(', stage_id => %L, before_id => %L', pg_temp.stage('Proposal'), pg_temp.id('c'))), '1 row', 'stage and place in one call');
select is(pg_temp.column_of('Proposal'), 'b c', 'both hold');
select is((select count(*) from crm.deal_stage_history h where h.deal_id = pg_temp.id('b')), 2::bigint, 'the stay is in the history');
select is(array[pg_temp.move('a', format(', before_id => %L', pg_temp.id('c'))), pg_temp.column_of('Prospecting')], array['1 row', 'a d'],
  'a neighbour that has left the column does not count');
select alike(pg_temp.move('a', format(', before_id => %L', gen_random_uuid())), 'PT404%', 'one that is not there does not exist');

update crm.deals set board_position = 1 where id in (pg_temp.id('b'), pg_temp.id('c'));
select is(pg_temp.move('a', format(', stage_id => %L, after_id => %L', pg_temp.stage('Proposal'), least(pg_temp.id('b'), pg_temp.id('c')))), '1 row',
  'two deals in one place');
select is(split_part(pg_temp.column_of('Proposal'), ' ', 2), 'a', 'leave room for a third');
select is((pg_temp.deal('c')).row_version, 4, 'and new numbers are no new version');
select is((select count(*) from generate_series(1, 60) n
  where pg_temp.move(case n % 2 when 0 then 'a' else 'd' end, format(', stage_id => %L, after_id => %L', pg_temp.stage('Proposal'), least(pg_temp.id('b'), pg_temp.id('c')))) <> '1 row'),
  0::bigint, 'sixty moves into one gap succeed');
select is(right(pg_temp.column_of('Proposal'), 5), case when pg_temp.id('b') < pg_temp.id('c') then 'a d c' else 'a d b' end, 'in the right order');

select is(pg_temp.move('a', format(', stage_id => %L, row_version => 1', pg_temp.stage('Qualified'))), 'PT409 this deal was changed by someone else', 'a stale version is refused');
select is(pg_temp.move('a', format(', stage_id => %L, row_version => %s', pg_temp.stage('Qualified'), (pg_temp.deal('a')).row_version)), '1 row', 'a fresh one is not');
select alike(pg_temp.move('a', format(', stage_id => %L', pg_temp.stage('Lost'))), '22023%reason%', 'no deal is lost without a reason');
select alike(pg_temp.move('a', format(', stage_id => %L', gen_random_uuid())), 'PT404%', 'no deal goes to a stage that is not there');
select alike(pg_temp.move('a', format(', stage_id => %L', (select id from crm.stages where org_id = tests.org('globex') limit 1))), 'PT404%', 'or is another tenant''s');
select alike(pg_temp.move('a', '', 'otherRep'), 'PT404 deal % does not exist', 'a hidden deal does not exist');
select alike(pg_temp.move('a', '', 'admin@globex'), 'PT404 deal % does not exist', 'nor does another tenant''s');
select alike(pg_temp.move('a', '', 'analyst'), '42501%', 'who only reads moves nothing');
select alike(pg_temp.move('a', format(', stage_id => %L', pg_temp.stage('Qualified')), 'manager'), '1 row', 'a manager does');

select is(tests.outcome_as('rep', format('select crm.win_deal(%L, closed_on => %L, amount => 250)', pg_temp.id('a'), '2026-01-15')), '1 row', 'a deal is won');
select is(array[(pg_temp.deal('a')).status, (pg_temp.deal('a')).amount::text, (pg_temp.deal('a')).closed_at::date::text], array['won', '250.0000', '2026-01-15'],
  'at its price, on its day');
select alike(tests.outcome_as('rep', format('select crm.win_deal(%L)', pg_temp.id('a'))), 'PT409%already won%', 'once');
select alike(tests.outcome_as('rep', format('select crm.lose_deal(%L, ''Price'')', pg_temp.id('a'))), 'PT409%already won%', 'and is not lost afterwards');
select alike(tests.outcome_as('rep', format('select crm.win_deal(%L, closed_on => current_date + 2)', pg_temp.id('b'))), '22023%future%', 'nothing closes in the future');
select is(tests.outcome_as('rep', format('select crm.reopen_deal(%L)', pg_temp.id('a'))), '1 row', 'a won deal opens again');
select is(array[(pg_temp.deal('a')).status, (pg_temp.deal('a')).stage_id::text, (pg_temp.deal('a')).closed_at::text], array['open', pg_temp.stage('Qualified')::text, null],
  'where it was last');
select alike(tests.outcome_as('rep', format('select crm.reopen_deal(%L)', pg_temp.id('a'))), 'PT409%is open%', 'an open one does not');

select alike(tests.outcome_as('rep', format('select crm.lose_deal(%L)', pg_temp.id('b'))), '22023%needs a reason%', 'losing needs a reason');
select alike(tests.outcome_as('rep', format('select crm.lose_deal(%L, ''Weather'')', pg_temp.id('b'))), '22023%Weather%', 'one of the list');
select throws_ok(format('select crm_private.find_lost_reason(%L, null)', tests.org()), '22023', 'a lost deal needs a reason', 'the hint names them');
select is(tests.outcome_as('rep', format('select crm.lose_deal(%L, '' no BUDGET'', note => ''next year'')', pg_temp.id('b'))), '1 row', 'however it is written');
select is((select array[d.status, r.name, d.lost_note, d.probability::text] from crm.deals d join crm.lost_reasons r on r.id = d.lost_reason_id where d.id = pg_temp.id('b')),
  array['lost', 'No budget', 'next year', '0.0000'], 'the reason and note stay with it');
select is(tests.outcome_as('rep', format('select crm.reopen_deal(%L, stage_id => %L)', pg_temp.id('b'), pg_temp.stage('Negotiation'))), '1 row', 'a lost deal opens in the stage given');
select is((select array[d.status, d.lost_reason_id::text, d.lost_note, d.probability::text] from crm.deals d where d.id = pg_temp.id('b')),
  array['open', null, null, '0.7500'], 'and is no longer lost');
select alike(tests.outcome_as('rep', format('select crm.lose_deal(%L, ''Price'', row_version => 1)', pg_temp.id('b'))), 'PT409%changed%', 'a stale version loses nothing');
select alike(tests.outcome_as('otherRep', format('select crm.win_deal(%L)', pg_temp.id('b'))), 'PT404%', 'a hidden deal is not won');
select alike(tests.outcome_as('anonymous', format('select crm.win_deal(%L)', pg_temp.id('b'))), '42501%', 'nor by a stranger');
select is(tests.outcome_as('rep', format('select crm.move_deal(%L, stage_id => %L)', pg_temp.id('b'), pg_temp.stage('Won'))), '1 row', 'dropping a deal on won wins it');
select is((pg_temp.deal('b')).status, 'won', 'so it is');
select alike(tests.outcome_as('rep', format('select crm.win_deal(%L, amount => -5)', pg_temp.id('c'))), '23514%', 'nothing is won below zero');

select * from finish();
rollback;
