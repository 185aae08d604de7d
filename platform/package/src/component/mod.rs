//! Components: whether bytes are one, what it needs and what it offers.

mod interfaces;

pub use interfaces::{Interface, SUPPORTED_IMPORTS, Version, supported_import};

use serde::Serialize;
use wasmparser::component_types::{ComponentEntityType, ComponentItem};
use wasmparser::{
    Encoding, FuncValidatorAllocations, Parser, Payload, ValidPayload, Validator, WasmFeatures,
};

use self::interfaces::{P3_VERSION, exported_world};

/// Bytes of a component. A whole Python interpreter with a web framework has 45 MiB.
pub const MAX_COMPONENT_BYTES: u64 = 96 << 20;
/// Imports or exports of a component at its surface. Everything that the platform offers is about 50.
const MAX_SURFACE_ITEMS: usize = 1_000;
/// Most unsupported imports that an error names; the first few tell an author what to change.
const MAX_NAMED_IMPORTS: usize = 10;

/// How a component answers HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HttpWorld {
    /// `wasi:http/incoming-handler@0.2`: synchronous, resources for streams.
    P2,
    /// `wasi:http/handler@0.3`: asynchronous, streams and futures of the component model.
    P3,
}

/// What a component is, needs and offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComponentInfo {
    /// How it answers HTTP. A component that offers both generations is called through the newer.
    pub world: HttpWorld,
    /// Names of its imports, sorted, such as `wasi:cli/environment@0.2.6`.
    pub imports: Vec<String>,
    /// Names of its exports, sorted.
    pub exports: Vec<String>,
    /// Its bytes.
    pub size: u64,
}

/// Why a component cannot be a plugin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComponentError {
    /// Larger than [`MAX_COMPONENT_BYTES`].
    #[error(
        "the component has {size} bytes, {MAX_COMPONENT_BYTES} at most; build it for release and strip it"
    )]
    TooLarge {
        /// Its bytes.
        size: u64,
    },
    /// No WebAssembly at all.
    #[error("this is no WebAssembly binary; build a component, for Rust with the target wasm32-wasip2")]
    NotWasm,
    /// A WebAssembly text instead of a binary.
    #[error("this is WebAssembly text, not a binary; encode it first, for example with `wasm-tools parse`")]
    Text,
    /// A core module.
    #[error(
        "this is a core WebAssembly module, not a component; build for the target wasm32-wasip2, or turn it into a \
         component with `wasm-tools component new`"
    )]
    CoreModule,
    /// Broken or made with features that the platform does not run.
    #[error("the component is not valid: {reason}; build it again with current tools")]
    Invalid {
        /// What the validation said, with the offset.
        reason: String,
    },
    /// More imports or exports than [`ComponentInfo`] is to list.
    #[error(
        "the component has more than {MAX_SURFACE_ITEMS} imports or exports; link parts of it statically"
    )]
    TooManyItems,
    /// Imports that the platform does not offer.
    #[error(
        "the component imports what this platform does not offer: {}; remove what needs it, or compose the component \
         with one that provides it",
        named(imports)
    )]
    UnknownImports {
        /// All of them, sorted.
        imports: Vec<String>,
    },
    /// No HTTP handler among its exports.
    #[error(
        "the component exports no HTTP handler, so nothing could call it; export `wasi:http/incoming-handler@0.2` or \
         `wasi:http/handler@0.3` (it exports: {})",
        if exports.is_empty() { "nothing".to_owned() } else { named(exports) }
    )]
    NoHandler {
        /// What it exports, sorted.
        exports: Vec<String>,
    },
    /// The export has the handler's name but not its function.
    #[error(
        "the component exports `{export}` without the function `handle`; build it from the interface's own WIT"
    )]
    BrokenHandler {
        /// Name of the export.
        export: String,
    },
}

impl ComponentError {
    /// Stable name of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "component.too_large",
            Self::NotWasm => "component.not_wasm",
            Self::Text => "component.text",
            Self::CoreModule => "component.core_module",
            Self::Invalid { .. } => "component.invalid",
            Self::TooManyItems => "component.too_many_items",
            Self::UnknownImports { .. } => "component.unknown_imports",
            Self::NoHandler { .. } => "component.no_handler",
            Self::BrokenHandler { .. } => "component.broken_handler",
        }
    }
}

fn named(names: &[String]) -> String {
    let shown =
        names.iter().take(MAX_NAMED_IMPORTS).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MAX_NAMED_IMPORTS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Validates a component whole and tells what it is.
///
/// # Errors
/// [`ComponentError`] if the bytes are no valid component, import what the platform does not offer, or export no HTTP
/// handler.
pub fn inspect(component: &[u8]) -> Result<ComponentInfo, ComponentError> {
    let size = component.len() as u64;
    if size > MAX_COMPONENT_BYTES {
        return Err(ComponentError::TooLarge { size });
    }
    recognise(component)?;
    let surface = validate(component)?;
    let world = surface.world();
    let unknown: Vec<String> =
        surface.imports.iter().filter(|import| !is_offered(import, world.as_ref().ok())).cloned().collect();
    if !unknown.is_empty() {
        return Err(ComponentError::UnknownImports { imports: unknown });
    }
    Ok(ComponentInfo { world: world?, imports: surface.imports, exports: surface.exports, size })
}

/// Whether a component of this world can import this. The newer generation's standard libraries import the older one
/// too; the other way round nothing would run what is asynchronous.
fn is_offered(import: &str, world: Option<&HttpWorld>) -> bool {
    supported_import(import)
        .is_some_and(|interface| interface.version != P3_VERSION || world != Some(&HttpWorld::P2))
}

/// Tells apart what authors commonly upload by mistake.
fn recognise(bytes: &[u8]) -> Result<(), ComponentError> {
    if Parser::is_component(bytes) {
        Ok(())
    } else if Parser::is_core_wasm(bytes) {
        Err(ComponentError::CoreModule)
    } else if bytes.trim_ascii_start().starts_with(b"(component")
        || bytes.trim_ascii_start().starts_with(b"(module")
    {
        Err(ComponentError::Text)
    } else {
        Err(ComponentError::NotWasm)
    }
}

struct Surface {
    imports: Vec<String>,
    exports: Vec<String>,
    /// Handlers among the exports, with whether they have the function that will be called.
    handlers: Vec<(HttpWorld, String, bool)>,
}

impl Surface {
    fn world(&self) -> Result<HttpWorld, ComponentError> {
        let newest = self.handlers.iter().max_by_key(|(world, ..)| *world == HttpWorld::P3);
        match newest {
            None => Err(ComponentError::NoHandler { exports: self.exports.clone() }),
            Some((_, export, false)) => Err(ComponentError::BrokenHandler { export: export.clone() }),
            Some((world, _, true)) => Ok(*world),
        }
    }
}

fn validate(component: &[u8]) -> Result<Surface, ComponentError> {
    let mut validator = Validator::new_with_features(features());
    let mut allocations = FuncValidatorAllocations::default();
    let mut depth = 0_usize;
    let (mut imports, mut exports) = (Vec::new(), Vec::new());
    let mut parser = Parser::new(0);
    parser.set_features(features());
    let mut types = None;
    for payload in parser.parse_all(component) {
        let payload = payload.map_err(invalid)?;
        let valid = validator.payload(&payload).map_err(invalid)?;
        if depth == 1 {
            collect_names(&payload, &mut imports, &mut exports)?;
        }
        match payload {
            Payload::Version { encoding, .. } => {
                if depth == 0 && encoding != Encoding::Component {
                    return Err(ComponentError::CoreModule);
                }
                depth += 1;
            }
            Payload::End(_) => depth -= 1,
            _ => {}
        }
        match valid {
            ValidPayload::Func(function, body) => {
                let mut function = function.into_validator(allocations);
                function.validate(&body).map_err(invalid)?;
                allocations = function.into_allocations();
            }
            ValidPayload::End(found) => types = Some(found),
            _ => {}
        }
    }
    let mut handlers = Vec::new();
    for name in &exports {
        if let (Some(world), Some(types)) = (exported_world(name), &types) {
            let item = types.component_item_for_export(name);
            handlers.push((world, name.clone(), item.is_some_and(|item| has_handle(types, item))));
        }
    }
    imports.sort_unstable();
    exports.sort_unstable();
    Ok(Surface { imports, exports, handlers })
}

fn collect_names(
    payload: &Payload<'_>,
    imports: &mut Vec<String>,
    exports: &mut Vec<String>,
) -> Result<(), ComponentError> {
    match payload {
        Payload::ComponentImportSection(section) => {
            for import in section.clone() {
                imports.push(import.map_err(invalid)?.name.name.to_owned());
            }
        }
        Payload::ComponentExportSection(section) => {
            for export in section.clone() {
                exports.push(export.map_err(invalid)?.name.name.to_owned());
            }
        }
        _ => {}
    }
    if imports.len().max(exports.len()) > MAX_SURFACE_ITEMS {
        return Err(ComponentError::TooManyItems);
    }
    Ok(())
}

fn has_handle(types: &wasmparser::types::Types, item: &ComponentItem) -> bool {
    let ComponentEntityType::Instance(instance) = item.ty else { return false };
    matches!(types[instance].exports.get("handle").map(|item| &item.ty), Some(ComponentEntityType::Func(_)))
}

/// What WebAssembly the platform runs: version 3 of the standard, with the component model of WASI 0.3. Left out are
/// threads, which would escape the accounting of CPU time, and what needs a garbage collector in the host.
fn features() -> WasmFeatures {
    let standard = WasmFeatures::WASM3 | WasmFeatures::COMPONENT_MODEL | WasmFeatures::CM_ASYNC;
    standard - WasmFeatures::THREADS - WasmFeatures::EXCEPTIONS - WasmFeatures::GC_TYPES
}

fn invalid(error: wasmparser::Error) -> ComponentError {
    ComponentError::Invalid { reason: format!("{} (at byte {})", error.message(), error.offset()) }
}
