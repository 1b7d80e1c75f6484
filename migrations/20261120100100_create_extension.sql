-- The business rules (row security, text, scores, statistics) in Rust; its functions live in the schema crm_ext.

create extension if not exists pg_crm_ext;
