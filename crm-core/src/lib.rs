//! The rules of the business.
