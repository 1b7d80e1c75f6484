//! Text as the business compares, searches and shows it.

mod csv;
mod domain;
mod email;
mod fold;
mod highlight;
mod html;
mod phone;
mod public_mail_domains;
mod search;
mod words;

pub use csv::escape_formula;
pub use domain::{is_public_mail_domain, normalize_domain};
pub use email::{email_domain, normalize_email};
pub use fold::{fold, fold_into};
pub use highlight::highlight;
pub use html::escape_html_into;
pub use phone::{Country, normalize_phone};
pub use search::{QueryTerm, SearchToken, SearchTokens, Weight, parse_query};
pub use words::{Words, is_word_char, words};
