mod health;
mod jwks;
mod ready;
