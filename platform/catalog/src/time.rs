//! Time as both databases keep it.

use chrono::{DateTime, SubsecRound, Utc};

/// Decimal digits of a second that are kept: PostgreSQL stores microseconds, so what is written is what is read.
const SUBSECOND_DIGITS: u16 = 6;

/// Now, in UTC, at the precision of the database.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(SUBSECOND_DIGITS)
}
