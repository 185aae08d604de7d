mod all;
mod plugin;
