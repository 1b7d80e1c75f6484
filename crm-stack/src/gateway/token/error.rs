use crate::gateway::errors::{Problem, refusals};

/// Why a token was refused. Callers learn only whether it was absent, expired or invalid; the log tells more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("no token")]
    Missing,
    #[error("the Authorization header is not of the form Bearer TOKEN")]
    NotBearer,
    #[error("token longer than the limit")]
    TooLong,
    #[error("token is not a signed JWT")]
    Malformed,
    #[error("token names a key of its own or demands extensions")]
    ForbiddenHeader,
    #[error("no key of this id and algorithm")]
    UnknownKey,
    #[error("signature does not fit")]
    BadSignature,
    #[error("claims are missing or of the wrong type")]
    Claims,
    #[error("token expired")]
    Expired,
    #[error("token is not valid yet")]
    NotYetValid,
    #[error("token of another issuer")]
    Issuer,
    #[error("token for another audience")]
    Audience,
    #[error("this key may not sign for this role")]
    Role,
    #[error("the user is not named by a uuid")]
    Subject,
    #[error("the token belongs to no session")]
    Session,
}

impl TokenError {
    fn cause(self) -> &'static str {
        match self {
            Self::Missing => "no token",
            Self::NotBearer => "authorization is not a bearer token",
            Self::TooLong => "token too long",
            Self::Malformed => "token malformed",
            Self::ForbiddenHeader => "token header forbidden",
            Self::UnknownKey => "token key unknown",
            Self::BadSignature => "token signature wrong",
            Self::Claims => "token claims malformed",
            Self::Expired => "token expired",
            Self::NotYetValid => "token not yet valid",
            Self::Issuer => "token issuer wrong",
            Self::Audience => "token audience wrong",
            Self::Role => "token role not allowed",
            Self::Subject => "token subject wrong",
            Self::Session => "token session wrong",
        }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Missing => refusals::no_token(),
            TokenError::Expired => refusals::expired_token(),
            _ => refusals::invalid_token(error.cause()),
        }
    }
}
