mod health;
mod jwks;
mod ready;
mod setup_page;
