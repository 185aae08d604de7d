//! Identifiers: numbers that sort by the time they were made.

use std::{
    fmt,
    str::FromStr,
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime},
};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Identifiers count milliseconds from 2020-01-01T00:00:00Z, so that 41 bits last until 2089.
const EPOCH: Duration = Duration::from_secs(1_577_836_800);
/// Bits below the milliseconds: they tell apart what is made within one millisecond, by any process.
const LOW_BITS: u32 = 22;
/// Each millisecond starts counting at a random number of this many bits. Two processes that make an identifier in
/// the same millisecond meet with a probability of about one in two million, and then the primary key refuses.
const RANDOM_BITS: u32 = LOW_BITS - 1;

/// The identifier of a row: 41 bits of milliseconds and 22 bits that tell apart. Sorts by time of making, strictly
/// within one process. In JSON a string, because JavaScript's numbers are too short.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Id(i64);

impl Id {
    /// A new identifier, larger than every one made by this process before.
    pub fn generate() -> Id {
        static LAST: AtomicI64 = AtomicI64::new(0);
        let elapsed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH + EPOCH).unwrap_or_default();
        let millis = i64::try_from(elapsed.as_millis()).unwrap_or(0);
        let fresh = (millis << LOW_BITS) | (rand::random::<i64>() & ((1 << RANDOM_BITS) - 1));
        let next = |last: i64| if millis > last >> LOW_BITS { fresh } else { last + 1 };
        let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last)));
        Id(next(last.unwrap_or_default()))
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl From<i64> for Id {
    fn from(number: i64) -> Id {
        Id(number)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.0)
    }
}

impl FromStr for Id {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Id, ParseIdError> {
        text.parse().ok().filter(|number| *number >= 0).map(Id).ok_or(ParseIdError)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A text is not an identifier.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("An identifier is a number below 2^63; a plugin's is SP_ and at most 19 letters and digits.")]
pub struct ParseIdError;

/// The identifier of a plugin: `SP_` and a number, [`PluginId::MAX_LENGTH`] characters at most. Plugins that come
/// from version 1 keep theirs, which may hold letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType, Serialize)]
#[serde(transparent)]
pub struct PluginId(String);

impl PluginId {
    /// What every plugin's identifier starts with.
    pub const PREFIX: &str = "SP_";
    /// The longest identifier: the prefix and the 19 digits of the largest [`Id`].
    pub const MAX_LENGTH: usize = 22;

    /// A new identifier.
    pub fn generate() -> PluginId {
        PluginId(format!("{}{}", Self::PREFIX, Id::generate()))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PluginId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<PluginId, ParseIdError> {
        let rest = text.strip_prefix(Self::PREFIX).ok_or(ParseIdError)?;
        let well_formed = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if well_formed && text.len() <= Self::MAX_LENGTH {
            Ok(PluginId(text.to_owned()))
        } else {
            Err(ParseIdError)
        }
    }
}

impl<'de> Deserialize<'de> for PluginId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PluginId, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl sea_orm::TryFromU64 for PluginId {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("PluginId"))
    }
}
