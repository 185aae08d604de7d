//! The catalogue through its public doors, on SQLite and on PostgreSQL.

mod connecting;
