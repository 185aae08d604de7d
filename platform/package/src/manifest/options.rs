//! The schema of a plugin's options: the part of JSON schema that a form can be made of.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

/// Keys that a schema of options may use. A key outside this list would be ignored, which no author expects.
const SCHEMA_KEYS: [&str; 16] = [
    "type",
    "title",
    "description",
    "default",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "format",
    "items",
    "minItems",
    "maxItems",
    "properties",
    "required",
    "additionalProperties",
];
/// Types that an option may have.
const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];

/// The schema of `[options]` within the schema of the manifest.
pub(super) fn meta_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "type": { "const": "object" },
            "title": { "type": "string" },
            "description": { "type": "string" },
            "properties": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": { "type": { "enum": TYPES } },
                    "propertyNames": { "enum": SCHEMA_KEYS },
                    "required": ["type"]
                }
            },
            "required": { "type": "array", "items": { "type": "string" } },
            "additionalProperties": { "type": "boolean" }
        },
        "additionalProperties": false
    })
}

/// Every default that a schema of an object names, nested objects included.
pub(super) fn defaults(schema: &Value) -> Map<String, Value> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .filter_map(|(name, property)| Some((name.clone(), default_of(property)?)))
        .collect()
}

fn default_of(property: &Value) -> Option<Value> {
    if let Some(value) = property.get("default") {
        return Some(value.clone());
    }
    let nested = defaults(property);
    (!nested.is_empty()).then_some(Value::Object(nested))
}

/// What is wrong with the schema in `[options]`: pairs of a key and a sentence.
pub(super) fn problems(schema: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if schema.get("type").is_some_and(|kind| kind != "object") {
        found.push(("options.type".into(), "the options as a whole are an object; remove `type`".into()));
    }
    check(schema, "options", true, &mut found);
    found
}

fn check(schema: &Value, path: &str, is_root: bool, found: &mut Vec<(String, String)>) {
    let Some(object) = schema.as_object() else {
        found.push((
            path.into(),
            format!("`{path}` is a schema, so it must be a table such as {{ type = \"string\" }}"),
        ));
        return;
    };
    for key in object.keys().filter(|key| !SCHEMA_KEYS.contains(&key.as_str())) {
        found.push((
            format!("{path}.{key}"),
            format!("`{key}` is no key of an option; known are: {}", SCHEMA_KEYS.join(", ")),
        ));
    }
    let kind = object.get("type").and_then(Value::as_str);
    if !is_root && !kind.is_some_and(|kind| TYPES.contains(&kind)) {
        found
            .push((format!("{path}.type"), format!("`{path}` needs a `type`, one of: {}", TYPES.join(", "))));
    }
    let values = object.get("default").into_iter().map(|value| ("default", value));
    let choices =
        object.get("enum").and_then(Value::as_array).into_iter().flatten().map(|value| ("enum", value));
    for (key, value) in values.chain(choices) {
        if let Some(problem) = misfit(object, value) {
            found.push((format!("{path}.{key}"), format!("`{path}.{key}` {problem}")));
        }
    }
    if let Some(properties) = object.get("properties") {
        match properties.as_object() {
            Some(properties) => {
                for (name, property) in properties {
                    check(property, &format!("{path}.properties.{name}"), false, found);
                }
            }
            None => found.push((
                format!("{path}.properties"),
                format!("`{path}.properties` must be a table of options"),
            )),
        }
    }
    if let Some(items) = object.get("items") {
        check(items, &format!("{path}.items"), false, found);
    }
}

/// Why a value does not fit a schema's own words; `None` if it does.
fn misfit(schema: &Map<String, Value>, value: &Value) -> Option<String> {
    let kind = schema.get("type").and_then(Value::as_str)?;
    if !has_type(value, kind) {
        return Some(format!("is not of the type `{kind}` that the option has"));
    }
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let size = match value {
        Value::Number(number) => number.as_f64().map(|number| (number, "minimum", "maximum")),
        Value::String(text) => Some((text.chars().count() as f64, "minLength", "maxLength")),
        Value::Array(items) => Some((items.len() as f64, "minItems", "maxItems")),
        _ => None,
    };
    if let Some((size, least, most)) = size {
        for (key, outside) in [
            (least, bound(least).is_some_and(|it| size < it)),
            (most, bound(most).is_some_and(|it| size > it)),
        ] {
            if outside {
                return Some(format!("does not keep the option's `{key}`"));
            }
        }
    }
    match schema.get("enum").and_then(Value::as_array) {
        Some(choices) if !choices.contains(value) => Some("is none of the option's `enum`".into()),
        _ => None,
    }
}

fn has_type(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}
