//! `mspf admin create-user`

use chrono::Utc;
use clap::{Args, Subcommand};
use mspf_catalog::NewUser;

use crate::{
    config::{Flags, Resolved, ServerConfig},
    failure::{Failure, OrFail},
    node::rooms,
    output::{self, GOOD, PLAIN},
    prompt::ask_password,
};

/// Looks after accounts; run it where the server's settings are.
#[derive(Args, Debug)]
pub(crate) struct Admin {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a user, also where sign-up is closed
    CreateUser(CreateUser),
}

#[derive(Args, Debug)]
struct CreateUser {
    /// The user's name: lower-case letters, digits and hyphens
    name: String,
    /// The user's e-mail address
    #[arg(long)]
    email: String,
    /// Let the user administer the platform
    #[arg(long)]
    administrator: bool,
    /// Read the password from the standard input instead of asking for it
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Admin {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Verb::CreateUser(wanted) = self.verb;
        let config = ServerConfig::read(&Resolved::gather(&wanted.flags, std::env::vars())?)?;
        let password = ask_password("Password", wanted.password_stdin)?;
        let catalog = rooms::open_catalog(&config).await?;
        let new = NewUser {
            name: wanted.name,
            email: wanted.email,
            display_name: String::new(),
            password,
            is_admin: wanted.administrator,
        };
        let user =
            catalog.accounts().create_user(new, Utc::now()).await.or_fail("the user could not be made")?;
        let role = if user.is_admin { "administrator" } else { "user" };
        output::say(format_args!("{GOOD}made{PLAIN} the {role} {} <{}>", user.name, user.email));
        Ok(())
    }
}
