//! Skin over crm-core.
