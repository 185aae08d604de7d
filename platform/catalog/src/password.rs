//! Passwords: what is acceptable, and argon2id at a bounded pace.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::CatalogError;

/// Fewest characters of a password. Length is the only rule of composition that helps.
pub const PASSWORD_MIN_CHARS: usize = 10;
/// Most bytes of a password: a sentence fits, a file does not.
pub const PASSWORD_MAX_BYTES: usize = 256;

/// Hashes computed at once. Each takes a core for tens of milliseconds and 19 MiB (argon2id's recommended
/// parameters), so sign-ins queue here instead of starving everything else.
const HASHES_AT_ONCE: usize = 2;
/// Hashes that may wait for a turn; about two seconds of work. More are refused: whoever waits longer has gone.
const HASHES_WAITING: usize = 64;

static RUNNING: Semaphore = Semaphore::const_new(HASHES_AT_ONCE);
static ADMITTED: Semaphore = Semaphore::const_new(HASHES_AT_ONCE + HASHES_WAITING);

/// Stands in for the hash of an account that does not exist, so that trying a name takes as long either way.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now(b"nobody's password").ok());

/// Refuses a password that is too short, too long, or one of the user's own names.
pub(crate) fn check(password: &str, names: &[&str]) -> Result<(), CatalogError> {
    let detail = if password.chars().count() < PASSWORD_MIN_CHARS {
        format!("Use at least {PASSWORD_MIN_CHARS} characters.")
    } else if password.len() > PASSWORD_MAX_BYTES {
        format!("Use at most {PASSWORD_MAX_BYTES} bytes.")
    } else if names.iter().any(|name| name.eq_ignore_ascii_case(password)) {
        "Do not use your name or email address as the password.".to_owned()
    } else {
        return Ok(());
    };
    Err(CatalogError::invalid("password", "password.weak", detail))
}

/// The argon2id string of a password, on a thread of its own.
pub(crate) async fn hash(password: String) -> Result<String, CatalogError> {
    take_turn(move || hash_now(password.as_bytes())).await?
}

/// Whether `password` is the one that `stored` was made of. Without a `stored` hash it takes as long, and is false.
pub(crate) async fn verify(password: String, stored: Option<String>) -> Result<bool, CatalogError> {
    let known = stored.is_some();
    let matches = take_turn(move || {
        let stored = stored.or_else(|| NOBODY.clone()).unwrap_or_default();
        PasswordHash::new(&stored)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?;
    Ok(known && matches)
}

fn hash_now(password: &[u8]) -> Result<String, CatalogError> {
    match Argon2::default().hash_password(password) {
        Ok(hash) => Ok(hash.to_string()),
        Err(error) => Err(CatalogError::Internal(format!("hashing a password: {error}"))),
    }
}

/// Runs `work` on a blocking thread when its turn comes. The turn is kept until the work ends, even when the caller
/// goes away: only that bounds it.
async fn take_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CatalogError> {
    let admitted = ADMITTED.try_acquire().map_err(|_| CatalogError::Busy)?;
    let running = RUNNING.acquire().await.map_err(|_| CatalogError::Busy)?;
    spawn_blocking(move || {
        let _turn = (admitted, running);
        work()
    })
    .await
    .map_err(|error| CatalogError::Internal(format!("a hashing thread ended early: {error}")))
}
