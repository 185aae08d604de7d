mod audit;
mod create_user;
mod list_users;
mod update_user;
