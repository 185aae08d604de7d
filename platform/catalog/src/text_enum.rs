//! Enumerations kept as words in the database and in JSON.

/// Declares an enumeration whose variants are stored, parsed, shown and serialised as the given words.
///
/// With `or Variant`, unknown words become that variant: rows written by a newer node can be read by an older one.
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident $(or $other:ident)? { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[sea_orm(value_type = "String")]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The word for it, in the database and in JSON.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = sea_orm::sea_query::ValueTypeErr;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok($name::$variant),)+
                    $(_ => Ok($name::$other),
                    #[allow(unreachable_patterns)])?
                    _ => Err(sea_orm::sea_query::ValueTypeErr),
                }
            }
        }
    };
}
pub(crate) use text_enum;
