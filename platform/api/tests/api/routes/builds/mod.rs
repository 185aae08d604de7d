mod events;
mod get;
