mod audit;
mod create_user;
mod list_jobs;
mod list_nodes;
mod list_users;
mod update_user;
