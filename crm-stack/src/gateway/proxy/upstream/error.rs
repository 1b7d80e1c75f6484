use crate::gateway::errors::{Problem, refusals};
use http_body_util::LengthLimitError;
use std::error::Error;

/// Why an upstream gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UpstreamError {
    #[error("no connection")]
    Connect,
    #[error("the connection was lost before the answer")]
    Lost,
    #[error("no answer in time")]
    Timeout,
    #[error("the request's own body was larger than allowed")]
    BodyTooLarge,
    #[error("the request's own body was broken off")]
    BodyBroken,
}

impl From<hyper::Error> for UpstreamError {
    fn from(error: hyper::Error) -> Self {
        let first: &(dyn Error + 'static) = &error;
        let mut causes = std::iter::successors(Some(first), |&cause| cause.source());
        if causes.any(<dyn Error>::is::<LengthLimitError>) {
            Self::BodyTooLarge
        } else if error.is_user() || error.is_body_write_aborted() {
            Self::BodyBroken
        } else {
            Self::Lost
        }
    }
}

impl UpstreamError {
    /// `changes_nothing`: the method is a reading one, so a lost answer leaves no doubt.
    pub(crate) fn into_problem(self, changes_nothing: bool, body_limit_bytes: usize) -> Problem {
        match self {
            Self::Connect => refusals::unavailable("no connection to the upstream"),
            Self::Lost => refusals::connection_lost(changes_nothing),
            Self::Timeout => refusals::upstream_timeout(),
            Self::BodyTooLarge => refusals::body_too_large(body_limit_bytes),
            Self::BodyBroken => refusals::malformed_body("the transfer was broken off"),
        }
    }
}
