//! `mspf login`

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use crate::{
    client::{Client, ServerArgs, base_url, credentials::Credentials, user_name},
    failure::Failure,
    output::{self, GOOD, PLAIN},
    prompt::{ask, ask_password},
};

/// Where to sign in when nobody says: the address `mspf serve` prints on this machine.
const LOCAL_SERVER: &str = "http://localhost:8899";
/// How long the token made at sign-in is good for: long enough not to be in the way, short enough to die with a lost disk.
const TOKEN_DAYS: i64 = 90;
/// What that token may do: all that the authors' verbs need, and nothing of the account itself.
const SCOPES: &[&str] = &["account:read", "plugins:read", "plugins:write", "versions:publish", "logs:read"];

/// Signs in.
#[derive(Args, Debug)]
pub(crate) struct Login {
    /// The platform's address [default: the one signed in to last, or http://localhost:8899]
    #[arg(value_name = "URL")]
    address: Option<String>,
    /// Your user name or e-mail address
    #[arg(long, short)]
    user: Option<String>,
    /// Read the password from the standard input
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Deserialize)]
struct Session {
    access_token: String,
}

#[derive(Deserialize)]
struct NewToken {
    secret: String,
}

impl Login {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let saved = Credentials::load()?;
        let address = self.address.or(self.server.server).or_else(|| saved.default.clone());
        let base = base_url(address.as_deref().unwrap_or(LOCAL_SERVER))?;
        let anonymous = Client::new(base.clone(), None)?;
        let token = match self.server.token {
            Some(token) => token,
            None => {
                let user = self.user.map_or_else(|| ask("User name or e-mail"), Ok)?;
                let password = ask_password("Password", self.password_stdin)?;
                make_token(anonymous.clone(), &user, &password).await?
            }
        };
        let user = user_name(&anonymous.with_token(token.clone())).await?;
        let path = saved.remember(&base, &user, &token)?;
        output::say(format_args!("{GOOD}signed in{PLAIN} to {base} as {user}"));
        output::complain(format_args!("the token is kept in {}", path.display()));
        Ok(())
    }
}

async fn make_token(client: Client, user: &str, password: &str) -> Result<String, Failure> {
    let session: Session =
        client.post("/auth/login", &json!({ "username": user, "password": password })).await?;
    let machine = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = format!("mspf login on {}", if machine.is_empty() { "a machine" } else { machine.trim() });
    let expires_at = chrono::Utc::now() + chrono::Duration::days(TOKEN_DAYS);
    let wanted = json!({ "name": name, "scopes": SCOPES, "expires_at": expires_at });
    let token: NewToken = client.with_token(session.access_token).post("/tokens", &wanted).await?;
    Ok(token.secret)
}
