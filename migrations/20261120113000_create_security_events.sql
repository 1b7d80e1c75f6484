-- Who changed what about access: one row an event, only ever added.

create table crm.security_events (
  org_id uuid not null,
  id uuid not null default crm_ext.uuid_v7(),
  occurred_at timestamptz not null default clock_timestamp(),
  actor_user_id uuid,
  actor_login text not null,
  actor_role text not null,
  request_id text,
  event text not null,
  subject jsonb not null default '{}',
  details jsonb not null default '{}',
  constraint security_events_pkey primary key (org_id, id),
  constraint security_events_event_check check (event ~ '^[a-z][a-z_]*[.][a-z_]+$'),
  constraint security_events_request_id_check check (char_length(request_id) <= 200)
);
create index security_events_actor_user_id_idx on crm.security_events (org_id, actor_user_id, id);
comment on table crm.security_events is
  'The security audit of an organization: changes of members, roles, rights, shares, logins and settings, and refused writes. Rows are only '
  'added; nobody changes or deletes them, retention is the operator''s. Example: select occurred_at, event, subject from crm.security_events order by id desc.';
comment on column crm.security_events.actor_user_id is 'Who did it; no foreign key, because events outlive people. Null for operators and background work.';
comment on column crm.security_events.actor_login is 'The database login of the session, for example authenticator for REST.';
comment on column crm.security_events.actor_role is 'The key of the actor''s role in the organization, else the database role.';
comment on column crm.security_events.request_id is 'The x-request-id of the HTTP request, which the gateway''s log has too.';
comment on column crm.security_events.event is 'Kind of thing and what happened, for example membership.changed or write.refused.';
comment on column crm.security_events.subject is 'What it happened to: its kind and keys.';
comment on column crm.security_events.details is 'What changed: before and after, or what was refused. Never secrets.';

create table crm_private.installation_events (
  id uuid not null default crm_ext.uuid_v7(),
  occurred_at timestamptz not null default clock_timestamp(),
  actor_user_id uuid,
  actor_login text not null,
  actor_role text not null,
  request_id text,
  event text not null,
  subject jsonb not null default '{}',
  details jsonb not null default '{}',
  constraint installation_events_pkey primary key (id),
  constraint installation_events_event_check check (event ~ '^[a-z][a-z_]*[.][a-z_]+$'),
  constraint installation_events_request_id_check check (char_length(request_id) <= 200)
);
comment on table crm_private.installation_events is
  'Security events that belong to no organization: system administrators, refused writes of callers without one. For operators.';
