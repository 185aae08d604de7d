mod get;
mod list;
mod patch;
mod publish;
