create function analytics.planted() returns integer language sql set search_path = '' as 'select 1';
