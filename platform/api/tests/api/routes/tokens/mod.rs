mod create;
mod delete;
mod list;
