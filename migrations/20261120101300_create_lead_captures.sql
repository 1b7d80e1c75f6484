-- The first answer to each idempotency key of crm.capture_lead, so that a repeated call gives it again.

create table crm_private.lead_captures (
    org_id uuid not null,
    caller_id uuid not null,
    idempotency_key text not null,
    lead_id uuid not null,
    is_duplicate boolean not null,
    captured_at timestamptz not null default now(),
    constraint lead_captures_pkey primary key (org_id, caller_id, idempotency_key),
    constraint org_id foreign key (org_id) references crm.organizations (id),
    constraint lead_id foreign key (org_id, lead_id) references crm.leads (org_id, id) on delete cascade
);

create index lead_captures_lead_id_idx on crm_private.lead_captures (org_id, lead_id);


comment on table crm_private.lead_captures is
    'One row for each idempotency key with which a lead was captured. Without policies: only crm.capture_lead reads and writes it.';
comment on column crm_private.lead_captures.caller_id is
    'Whose key it is: the user of a member''s call, the lead source of a call with a capture key, the organization of a service''s call.';
comment on column crm_private.lead_captures.is_duplicate is 'Whether the first call found an open lead with the same e-mail.';
