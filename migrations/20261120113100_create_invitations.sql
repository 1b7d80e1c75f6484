-- Invitations: one row an address and organization, so that there is never more than one open; inviting again replaces the token.

create table crm.invitations (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  email text not null,
  role_id uuid not null,
  team_id uuid,
  token_hash bytea not null,
  status text not null default 'open',
  expires_at timestamptz not null,
  invited_by uuid,
  accepted_by uuid,
  accepted_at timestamptz,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint invitations_pkey primary key (org_id, id),
  constraint invitations_email_key unique (org_id, email),
  constraint invitations_email_check check (email = lower(email) and email like '%_@_%'),
  constraint invitations_status_check check (status in ('open', 'accepted', 'revoked')),
  constraint invitations_accepted_check check ((status = 'accepted') = (accepted_at is not null)),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint role_id foreign key (org_id, role_id) references crm.roles (org_id, id) on delete cascade,
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id) on delete cascade
);
create index invitations_role_id_idx on crm.invitations (org_id, role_id);
create index invitations_team_id_idx on crm.invitations (org_id, team_id);
create index invitations_token_hash_idx on crm.invitations (token_hash);
comment on table crm.invitations is
  'Who was invited into an organization, with which role and team. Written by invite_member, accept_invitation and revoke_invitation. '
  'Example: select email, status, expires_at from crm.invitations.';
comment on column crm.invitations.token_hash is 'SHA-256 of the token; the token itself is shown once, to the member who invites.';
comment on column crm.invitations.status is 'open, accepted or revoked; an open one ends at expires_at.';
comment on column crm.invitations.invited_by is 'The member who invited; no foreign key, because members leave. Null for the service role.';

-- A member whose role had this key would be taken for a system administrator.
alter table crm.roles
  -- squawk-ignore constraint-missing-not-valid
  add constraint roles_key_reserved_check check (key <> 'system_admin');
