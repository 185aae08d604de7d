//! The settings of a server.
//!
//! Every setting has one name, spelt three ways: `drain_timeout` in the file, `--drain-timeout` as a flag and
//! `MSPF_DRAIN_TIMEOUT` in the environment. A flag wins over the environment, the environment over the file, the file
//! over the default. The one list of them all is [`settings`].

mod layers;
mod settings;
mod value;

pub(crate) use layers::{Flags, Resolved};
pub(crate) use settings::{KEYS, ServerConfig};
pub(crate) use value::{LogFormat, SignUp, Switch};
