//! The HTTP front of `crm`. A library, so that its tests run it without the rest of the stack.

pub mod gateway;
