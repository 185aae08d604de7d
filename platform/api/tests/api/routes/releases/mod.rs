mod create;
mod list;
mod rollback;
