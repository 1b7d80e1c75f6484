-- requires: 00_foundation/touch_row.sql
-- requires: 00_foundation/assign_team.sql
-- requires: 00_foundation/recycle_table.sql
-- requires: 50_activities/activity_partitions.sql

select crm_private.touch_table('crm.activities', 'activity');
select crm_private.assign_team_on('crm.activities');
select crm_private.recycle_table('crm.activities', 'activity');
select crm_private.recycle_table('crm.activity_links', 'activity_link', 'activity');

create or replace trigger activities_before_write_prepare
  before insert or update of status, done_at on crm.activities
  for each row execute function crm_private.prepare_activity();

create or replace trigger activities_after_update_follow
  after update of status, done_at, occurred_at on crm.activities
  for each row when (new.status <> 'canceled')
  execute function crm_private.follow_activity();

create or replace trigger activity_links_after_insert_follow
  after insert on crm.activity_links referencing new table as new_links
  for each statement when (coalesce(current_setting('crm.rows_are_complete', true), '') <> 'on')
  execute function crm_private.follow_activity_links();
