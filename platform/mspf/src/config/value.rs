//! How a setting is read from text. Lists are separated by commas; an empty text means "not set".

use std::{fmt, net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;

/// A kind of value that a setting can have.
pub(crate) trait Setting: Sized {
    /// What `--help` shows in place of the value.
    const KIND: &'static str;
    /// Reads the value, or says what would have been right.
    fn read(text: &str) -> Result<Self, String>;
}

macro_rules! by_from_str {
    ($($type:ty, $kind:literal, $expected:literal;)+) => { $(
        impl Setting for $type {
            const KIND: &'static str = $kind;
            fn read(text: &str) -> Result<Self, String> {
                text.parse().map_err(|_| concat!("expected ", $expected).to_owned())
            }
        }
    )+ };
}

by_from_str! {
    String, "TEXT", "a text";
    PathBuf, "PATH", "a path";
    SocketAddr, "ADDRESS:PORT", "an address and a port, such as 127.0.0.1:8899";
    u32, "NUMBER", "a whole number";
    u64, "NUMBER", "a whole number";
    usize, "NUMBER", "a whole number";
    bool, "BOOL", "true or false";
}

impl<T: Setting> Setting for Option<T> {
    const KIND: &'static str = T::KIND;
    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::read(text).map(Some) }
    }
}

impl Setting for Duration {
    const KIND: &'static str = "DURATION";
    fn read(text: &str) -> Result<Self, String> {
        humantime::parse_duration(text).map_err(|_| "expected a duration, such as 30s or 5m".to_owned())
    }
}

impl Setting for Vec<IpNet> {
    const KIND: &'static str = "NETWORKS";
    fn read(text: &str) -> Result<Self, String> {
        let network = |part: &str| {
            part.parse::<IpNet>()
                .or_else(|_| part.parse::<std::net::IpAddr>().map(IpNet::from))
                .map_err(|_| format!("{part:?} is neither an address nor a network such as 10.0.0.0/8"))
        };
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
    }
}

const fn without_last(text: &str) -> &str {
    text.split_at(text.len() - 1).0
}

macro_rules! choice {
    ($(#[doc = $doc:literal])+ $name:ident { $( $(#[doc = $variant_doc:literal])+ $variant:ident = $word:literal, )+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $( $(#[doc = $variant_doc])+ $variant, )+ }

        impl Setting for $name {
            const KIND: &'static str = without_last(concat!($($word, "|"),+));
            fn read(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("expected one of {}", [$($word),+].join(", "))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(match self { $(Self::$variant => $word,)+ })
            }
        }
    };
}

choice! {
    /// What a node does.
    Role {
        /// Everything.
        All = "all",
        /// The API and the pages.
        Control = "control",
        /// Plugins.
        Gateway = "gateway",
        /// Compiling.
        Builder = "builder",
    }
}

impl Role {
    /// Whether this node answers API requests and does the platform's periodic work.
    pub(crate) fn controls(self) -> bool {
        matches!(self, Self::All | Self::Control)
    }

    /// Whether this node answers for plugins.
    pub(crate) fn serves_plugins(self) -> bool {
        matches!(self, Self::All | Self::Gateway)
    }

    /// Whether this node has a public port.
    pub(crate) fn answers(self) -> bool {
        self != Self::Builder
    }

    /// Whether this node runs Python plugins, be it only to check them.
    pub(crate) fn runs_python(self) -> bool {
        self.serves_plugins() || self.builds()
    }

    /// Whether this node builds.
    pub(crate) fn builds(self) -> bool {
        matches!(self, Self::All | Self::Builder)
    }
}

choice! {
    /// Who may make an account.
    SignUp {
        /// Everyone.
        Open = "open",
        /// Those an administrator adds.
        Closed = "closed",
    }
}

choice! {
    /// Whether something is done.
    Switch {
        /// It is.
        On = "on",
        /// It is not.
        Off = "off",
    }
}

choice! {
    /// How log lines are written.
    LogFormat {
        /// For people on a terminal, for programs otherwise.
        Auto = "auto",
        /// For people.
        Human = "human",
        /// One JSON object a line.
        Json = "json",
    }
}
