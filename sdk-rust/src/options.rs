//! The installation's options, in a type of the plugin's own.

use axum::extract::FromRequestParts;
use axum::http::{StatusCode, request::Parts};
use axum::response::{IntoResponse, Response};
use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

use crate::bindings::wasi::config::store;

/// The installation's options.
///
/// The manifest's `[options]` says which there are and gives their defaults; whoever installs the
/// plugin may change them. Both have been checked against that schema before the plugin runs.
///
/// # Errors
/// When the platform cannot read the options, or they do not fit `T`.
///
/// ```no_run
/// #[derive(serde::Deserialize)]
/// struct Settings {
///     greeting: String,
///     #[serde(default)]
///     max_items: u32,
/// }
///
/// # fn main() -> Result<(), mspf_sdk::OptionsError> {
/// let settings: Settings = mspf_sdk::options()?;
/// # Ok(()) }
/// ```
pub fn options<T: DeserializeOwned>() -> Result<T, OptionsError> {
    let pairs = store::get_all().map_err(|error| match error {
        store::Error::Upstream(reason) | store::Error::Io(reason) => OptionsError::Unavailable(reason),
    })?;
    from_pairs(pairs)
}

/// Why the options could not be had.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// The platform could not read them.
    #[error("the platform could not read the options: {0}")]
    Unavailable(String),
    /// They do not fit the type that was asked for.
    #[error("the options do not fit: {0}")]
    Mismatch(#[from] serde_json::Error),
}

impl IntoResponse for OptionsError {
    /// A bare 500: the reason goes to the plugin's log, not to the caller.
    fn into_response(self) -> Response {
        log::error!("{self}");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

/// Extracts the installation's options: [`options`] as an axum extractor.
///
/// ```no_run
/// use mspf_sdk::Options;
///
/// # #[derive(serde::Deserialize)] struct Settings { greeting: String }
/// async fn greet(Options(settings): Options<Settings>) -> String {
///     settings.greeting
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Options<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Options<T> {
    type Rejection = OptionsError;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, OptionsError> {
        options().map(Self)
    }
}

fn from_pairs<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, OptionsError> {
    let entries = pairs.into_iter().map(|(key, value)| (key, Text(value)));
    Ok(T::deserialize(MapDeserializer::new(entries))?)
}

/// One option as `wasi:config` gives it: a text as it is, anything else as JSON. Which of the two is
/// told by the type that is asked for, so a text "5" stays a text.
struct Text(String);

impl IntoDeserializer<'_, serde_json::Error> for Text {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Text {
    fn json(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::from_str(&self.0)
    }
}

/// Deserialises the listed kinds from the option's JSON text.
macro_rules! from_json {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
            self.json()?.$method(visitor)
        }
    )*};
}

/// Deserialises the listed kinds from the option's text as it is.
macro_rules! from_text {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
            visitor.visit_string(self.0)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text {
    type Error = serde_json::Error;

    from_text! { deserialize_str deserialize_string deserialize_char deserialize_identifier }

    from_json! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_seq deserialize_map deserialize_ignored_any
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.json() {
            Ok(value) => value.deserialize_any(visitor),
            Err(_) => visitor.visit_string(self.0),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.0 == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.json()?.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Self::Error> {
        self.json()?.deserialize_tuple(len, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.json()?.deserialize_tuple_struct(name, len, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.json()?.deserialize_struct(name, fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        // A choice without data is a text, one with data an object.
        match self.json() {
            Ok(value @ serde_json::Value::Object(_)) => value.deserialize_enum(name, variants, visitor),
            _ => visitor.visit_enum(self.0.into_deserializer()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OptionsError, from_pairs};
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Mode {
        Fast,
        Custom { step: u8 },
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Settings {
        greeting: String,
        max: u32,
        ratio: f64,
        on: bool,
        tags: Vec<String>,
        note: Option<String>,
        mode: Mode,
        #[serde(default)]
        missing: u8,
    }

    fn read<T: serde::de::DeserializeOwned>(pairs: &[(&str, &str)]) -> Result<T, OptionsError> {
        from_pairs(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn each_kind_of_option_reads_as_its_type() {
        let settings: Settings = read(&[
            ("greeting", "5"),
            ("max", "10"),
            ("ratio", "0.5"),
            ("on", "true"),
            ("tags", r#"["a","b"]"#),
            ("note", "null"),
            ("mode", "fast"),
        ])
        .expect("fits");
        let wanted = Settings {
            greeting: "5".into(),
            max: 10,
            ratio: 0.5,
            on: true,
            tags: vec!["a".into(), "b".into()],
            note: None,
            mode: Mode::Fast,
            missing: 0,
        };
        assert_eq!(settings, wanted);
    }

    #[test]
    fn choices_with_data_are_objects() {
        #[derive(Debug, Deserialize, PartialEq)]
        struct Only {
            mode: Mode,
        }
        let only: Only = read(&[("mode", r#"{"custom":{"step":3}}"#)]).expect("fits");
        assert_eq!(only, Only { mode: Mode::Custom { step: 3 } });
    }

    #[test]
    fn untyped_options_read_as_json() {
        let all: serde_json::Value = read(&[("text", "hello there"), ("number", "7")]).expect("fits");
        assert_eq!(all, serde_json::json!({ "text": "hello there", "number": 7 }));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        #[derive(Debug, Deserialize)]
        struct Only {
            #[allow(dead_code)]
            max: u32,
        }
        assert!(matches!(read::<Only>(&[("max", "many")]), Err(OptionsError::Mismatch(_))));
        assert!(matches!(read::<Only>(&[]), Err(OptionsError::Mismatch(_))));
    }
}
