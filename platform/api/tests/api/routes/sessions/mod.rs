mod delete;
mod list;
