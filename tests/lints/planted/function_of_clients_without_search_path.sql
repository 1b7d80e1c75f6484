create function crm.planted() returns bigint language sql as 'select count(*) from crm.deals';
