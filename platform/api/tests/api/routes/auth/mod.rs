mod login;
mod logout;
mod refresh;
mod setup;
mod sign_up;
