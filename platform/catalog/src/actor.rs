//! Who asks for something: what every rule of the catalogue is decided on.

use crate::Id;

/// Who asks. Made by the caller (an HTTP handler after authentication, a command of the binary), judged here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is signed in.
    Anonymous,
    /// A signed-in user.
    User {
        /// The user's account.
        id: Id,
        /// Whether the user administers the whole platform.
        administrator: bool,
    },
    /// The platform itself: a builder finishing a job, a command run on the server.
    Platform,
}

impl Actor {
    /// The user's account, if a user asks.
    pub fn user(&self) -> Option<Id> {
        match self {
            Actor::User { id, .. } => Some(*id),
            Actor::Anonymous | Actor::Platform => None,
        }
    }

    /// Whether every rule about ownership is waived.
    pub fn is_administrator(&self) -> bool {
        matches!(self, Actor::Platform | Actor::User { administrator: true, .. })
    }
}
