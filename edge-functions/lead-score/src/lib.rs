//! Lead score.
