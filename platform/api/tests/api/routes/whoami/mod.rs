mod get;
mod password;
mod update;
