//! Zip archives from strangers.

mod names;

pub use names::{MAX_NAME_BYTES, MAX_PATH_BYTES, MAX_PATH_DEPTH, PathError, check_path};
