//! What all files of one import share.

use uuid::Uuid;

/// One import into one organization.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub(crate) id: Uuid,
    pub(crate) org: Uuid,
    /// Member who owns records that name no owner.
    pub(crate) owner: Uuid,
    /// ISO 4217 code of amounts that name no currency.
    pub(crate) base_currency: String,
    /// IANA name of the zone in which dates and times without an offset are read.
    pub(crate) timezone: String,
}
