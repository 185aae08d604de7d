//! The author's credentials: one API token for each server, in a file that only its owner may read.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::PathBuf,
};

use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, OrFail};

/// The file's permissions: its owner alone reads and writes it.
const PRIVATE: u32 = 0o600;

/// What the file holds.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Credentials {
    /// The server signed in to last.
    pub(crate) default: Option<String>,
    #[serde(default)]
    servers: BTreeMap<String, Login>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Login {
    user: String,
    token: String,
}

impl Credentials {
    /// Reads the file; without one, nobody is signed in.
    pub(crate) fn load() -> Result<Self, Failure> {
        let path = path()?;
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).or_fail(format!("could not read {}", path.display())),
        };
        toml::from_str(&text).map_err(|error| {
            Failure::usage(format!("{} is damaged", path.display()))
                .because(error)
                .remedy("remove it and sign in again with `mspf login`")
        })
    }

    /// The saved token for a server.
    pub(crate) fn token(&self, server: &Url) -> Option<String> {
        self.servers.get(server.as_str()).map(|login| login.token.clone())
    }

    /// Remembers a token, makes its server the default, and saves the file.
    pub(crate) fn remember(mut self, server: &Url, user: &str, token: &str) -> Result<PathBuf, Failure> {
        self.default = Some(server.to_string());
        self.servers.insert(server.to_string(), Login { user: user.to_owned(), token: token.to_owned() });
        self.save()
    }

    fn save(&self) -> Result<PathBuf, Failure> {
        let path = path()?;
        let failed = format!("could not write {}", path.display());
        let folder = path.parent().unwrap_or(&path);
        fs::create_dir_all(folder).or_fail(&failed)?;
        let text = toml::to_string(self).or_fail(&failed)?;
        // Written beside and renamed: a crash leaves the old file or the new one, and at no time a readable one.
        let beside = path.with_extension("toml.new");
        let mut file = fs::OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(true)
            .mode(PRIVATE)
            .open(&beside)
            .or_fail(&failed)?;
        file.set_permissions(fs::Permissions::from_mode(PRIVATE)).or_fail(&failed)?;
        file.write_all(text.as_bytes()).or_fail(&failed)?;
        fs::rename(&beside, &path).or_fail(&failed)?;
        Ok(path)
    }
}

/// `${XDG_CONFIG_HOME:-~/.config}/mspf/credentials.toml`
fn path() -> Result<PathBuf, Failure> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_CONFIG_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".config")))
        .map(|folder| folder.join("mspf/credentials.toml"))
        .ok_or_else(|| {
            Failure::usage("there is no place for credentials")
                .because("neither HOME nor XDG_CONFIG_HOME is set")
        })
}
