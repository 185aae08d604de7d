//! Components, made from the platform's own WIT: what is accepted, what is refused and how.

use std::collections::BTreeSet;

use mspf_package::component::{SUPPORTED_IMPORTS, supported_import};
use mspf_package::{ComponentError, HttpWorld, inspect};
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, PackageId, Resolve, WorldId, WorldItem};

/// Where the plugin's world is defined.
const WIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../wit");

fn wit() -> (Resolve, PackageId) {
    let mut resolve = Resolve::new();
    let (package, _) = resolve.push_dir(WIT).unwrap();
    (resolve, package)
}

/// A component of a world in the platform's package, all of whose functions trap.
pub(crate) fn dummy(world: &str) -> Vec<u8> {
    let (resolve, package) = wit();
    let world = resolve.select_world(&[package], Some(world)).unwrap();
    encode(&resolve, world)
}

/// A component of the world `w` in some WIT beside the platform's package.
fn of_world(text: &str) -> Vec<u8> {
    let (mut resolve, _) = wit();
    let package = resolve.push_str("test.wit", &format!("package test:test;\n{text}")).unwrap();
    let world = resolve.select_world(&[package], Some("w")).unwrap();
    encode(&resolve, world)
}

fn encode(resolve: &Resolve, world: WorldId) -> Vec<u8> {
    let mut module = dummy_module(resolve, world, ManglingAndAbi::Legacy(LiftLowerAbi::Sync));
    embed_component_metadata(&mut module, resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap()
}

fn wat(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

#[track_caller]
fn refused(component: &[u8], code: &str) -> ComponentError {
    let error = inspect(component).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    error
}

#[test]
fn both_generations_are_recognised() {
    let (old, new) = (dummy("plugin-p2"), dummy("plugin-p3"));
    let old = inspect(&old).unwrap();
    assert_eq!(old.world, HttpWorld::P2);
    assert_eq!(old.exports, ["wasi:http/incoming-handler@0.2.12"]);
    assert!(old.imports.contains(&"mspf:plugin/context@0.1.0".to_owned()), "{:?}", old.imports);
    assert!(old.size > 0 && old.imports.is_sorted());
    assert_eq!(inspect(&new).unwrap().world, HttpWorld::P3);
    let both = of_world("world w { include wasi:http/proxy@0.2.12; include wasi:http/service@0.3.0; }");
    assert_eq!(inspect(&both).unwrap().world, HttpWorld::P3);
}

#[test]
fn the_list_of_imports_is_what_the_worlds_import() {
    let (resolve, package) = wit();
    let mut imported = BTreeSet::new();
    for world in ["plugin-p2", "plugin-p3"] {
        let world = &resolve.worlds[resolve.select_world(&[package], Some(world)).unwrap()];
        for (name, item) in &world.imports {
            assert!(matches!(item, WorldItem::Interface { .. }));
            imported.insert(resolve.name_world_key(name));
        }
    }
    let unknown: Vec<_> = imported.iter().filter(|name| supported_import(name).is_none()).collect();
    assert!(unknown.is_empty(), "in a world, but not supported: {unknown:?}");
    let used: BTreeSet<_> =
        imported.iter().filter_map(|name| supported_import(name)).map(|it| it.name).collect();
    // For the file system of WASI and for random numbers that are none there is no world of ours to import them.
    let extra: Vec<_> =
        SUPPORTED_IMPORTS.iter().filter(|it| !used.contains(it.name)).map(|it| it.name).collect();
    assert!(extra.is_empty(), "supported, but in no world: {extra:?}");
    assert_eq!(SUPPORTED_IMPORTS.len(), imported.len(), "one line for each");
}

#[test]
fn versions_are_matched_by_compatibility() {
    for name in
        ["wasi:http/types@0.2.0", "wasi:http/types@0.2.6", "wasi:http/types@0.2.99", "wasi:http/types@0.3.2"]
    {
        assert!(supported_import(name).is_some(), "{name}");
    }
    for name in [
        "wasi:http/types",
        "wasi:http/types@0.1.0",
        "wasi:http/types@0.4.0",
        "wasi:http/types@1.0.0",
        "wasi:http/types@0.2",
        "wasi:http/types@0.3.0-rc-2025-09-16",
        "wasi:http/types@",
        "wasi:http/proxy@0.2.0",
        "wasi:http/client@0.2.0",
        "wasi:config/store@0.2.0",
        "wasi:nn/tensor@0.2.0",
        "mspf:plugin/context@0.2.0",
        "",
        "@",
        "run",
    ] {
        assert!(supported_import(name).is_none(), "{name}");
    }
}

#[test]
fn unknown_imports_are_named_all_of_them() {
    let needs = "interface gpu { draw: func(); } interface fax { send: func(); }
        world w { include wasi:http/proxy@0.2.12; import gpu; import fax; import beep: func(); }";
    let error = refused(&of_world(needs), "component.unknown_imports");
    let names = ["beep", "test:test/fax", "test:test/gpu"];
    assert_eq!(error, ComponentError::UnknownImports { imports: names.map(str::to_owned).to_vec() });
    assert!(error.to_string().contains("`beep`, `test:test/fax`, `test:test/gpu`;"), "{error}");
    let many: String = (0..30).map(|index| format!("import f{index}: func();")).collect();
    let message =
        refused(&of_world(&format!("world w {{ {many} }}")), "component.unknown_imports").to_string();
    assert!(message.contains("and 20 more;"), "{message}");
}

#[test]
fn the_older_generation_cannot_import_the_newer() {
    let mixed = of_world("world w { include wasi:http/proxy@0.2.12; import wasi:http/client@0.3.0; }");
    let error = refused(&mixed, "component.unknown_imports").to_string();
    assert!(error.contains("`wasi:http/client@0.3.0`") && !error.contains("0.2"), "{error}");
}

#[test]
fn without_a_handler_nothing_could_be_called() {
    assert!(refused(&wat("(component)"), "component.no_handler").to_string().contains("it exports: nothing"));
    let command = of_world("world w { export wasi:cli/run@0.2.12; }");
    assert!(refused(&command, "component.no_handler").to_string().contains("`wasi:cli/run@0.2.12`"));
    let hollow =
        r#"(component (instance $empty) (export "wasi:http/incoming-handler@0.2.0" (instance $empty)))"#;
    refused(&wat(hollow), "component.broken_handler");
    let module = r#"(component (core module $m) (export "wasi:http/handler@0.3.0" (core module $m)))"#;
    assert!(inspect(&wat(module)).is_err());
    // An inner component's handler is not the component's own.
    let inner =
        r#"(component (component (instance $i) (export "wasi:http/incoming-handler@0.2.0" (instance $i))))"#;
    refused(&wat(inner), "component.no_handler");
}

#[test]
fn what_is_no_component() {
    refused(b"", "component.not_wasm");
    refused(b"\x7fELF", "component.not_wasm");
    refused(b"(component)", "component.text");
    refused(b"\n  (module)", "component.text");
    let module = refused(&wat("(module)"), "component.core_module").to_string();
    assert!(module.contains("wasm32-wasip2") && module.contains("wasm-tools component new"), "{module}");
}

#[test]
fn broken_components() {
    let good = dummy("plugin-p2");
    for length in [8, 9, good.len() / 2, good.len() - 1] {
        let code = inspect(&good[..length]).unwrap_err().code();
        assert!(["component.invalid", "component.no_handler"].contains(&code), "{length}: {code}");
    }
    refused(&[&good[..], &[0xff; 10]].concat(), "component.invalid");
    // The code of an inner module does not type-check: the whole must not pass.
    refused(&wasm_with_bad_code(), "component.invalid");
}

/// A component whose only module has a function that returns nothing where it must return a number.
fn wasm_with_bad_code() -> Vec<u8> {
    let good = wat("(component (core module (func (result i32) i32.const 1234567)))");
    let constant = [0x41, 0x87, 0xad, 0xcb, 0x00];
    let at = good.windows(constant.len()).position(|window| window == constant).unwrap();
    let mut bad = good;
    bad[at..at + constant.len()].fill(0x01);
    bad
}

#[test]
fn what_the_platform_does_not_run() {
    let threads = "(component (core module (memory 1 1 shared)))";
    refused(&wat(threads), "component.invalid");
    let garbage_collected = "(component (core module (func (param externref))))";
    refused(&wat(garbage_collected), "component.invalid");
}

#[test]
fn size_is_bounded() {
    let mut large = wat("(component)");
    large.resize(usize::try_from(mspf_package::component::MAX_COMPONENT_BYTES).unwrap() + 1, 0);
    refused(&large, "component.too_large");
    let imports: String = (0..1_001).map(|index| format!("(import \"f{index}\" (func))")).collect();
    refused(&wat(&format!("(component {imports})")), "component.too_many_items");
}
