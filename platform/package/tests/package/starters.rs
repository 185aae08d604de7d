//! What new plugins start with is a plugin already.

use std::io::Cursor;

use mspf_package::manifest::RuntimeKind;
use mspf_package::starters::{Starter, StarterFields};
use mspf_package::{Manifest, Package, PackageReader, ReadLimits, write_package};

const ID: &str = "SP_1425715742418018304";

fn fields() -> StarterFields {
    StarterFields { title: Some("演示".to_owned()), ..StarterFields::new(ID, "demo") }
}

fn package(starter: Starter, fields: &StarterFields) -> PackageReader<Cursor<Vec<u8>>> {
    let mut files: Vec<_> = starter.files(fields).into_iter().map(|file| (file.path, file.bytes)).collect();
    if matches!(starter, Starter::RustHttp | Starter::Component) {
        files.push(("plugin.wasm".to_owned(), Vec::new()));
    }
    Package::read(Cursor::new(write_package(files).unwrap()), &ReadLimits::default()).unwrap()
}

fn text(reader: &mut PackageReader<Cursor<Vec<u8>>>, path: &str) -> String {
    String::from_utf8(reader.bytes(path).unwrap()).unwrap()
}

#[test]
fn every_starter_is_a_valid_package() {
    for starter in Starter::ALL {
        let mut reader = package(starter, &fields());
        let package = reader.package().clone();
        let plugin = &package.manifest.plugin;
        assert_eq!((plugin.name.as_str(), plugin.title.as_deref()), ("demo", Some("演示")), "{starter}");
        assert_eq!(starter.as_str().parse(), Ok(starter));
        for file in &package.files {
            let text = text(&mut reader, &file.path);
            let marks = ["{{id}}", "{{name}}", "{{plugin}}"];
            assert!(!marks.iter().any(|mark| text.contains(mark)), "{starter}: {}", file.path);
        }
    }
    assert!("rails".parse::<Starter>().is_err());
}

#[test]
fn python_starters_are_for_the_python_runtime() {
    for starter in [Starter::Django, Starter::Flask, Starter::Wsgi] {
        let runtime = package(starter, &fields()).package().manifest.runtime.clone();
        assert_eq!(runtime.kind, RuntimeKind::Python, "{starter}");
    }
}

#[test]
fn the_django_starter_has_the_layout_of_version_1() {
    let mut reader = package(Starter::Django, &fields());
    for path in [
        "__init__.py",
        "admin.py",
        "apps.py",
        "migrations/__init__.py",
        "models.py",
        "plugin.conf",
        "tests.py",
        "urls.py",
        "views.py",
    ] {
        assert!(reader.package().file(path).is_some(), "{path}");
    }
    for folder in ["static/", "templates/"] {
        assert!(reader.package().files.iter().any(|file| file.path.starts_with(folder)), "{folder}");
    }
    assert!(text(&mut reader, "apps.py").contains("name = 'plugins.SP_1425715742418018304'"));
    assert_eq!(reader.package().manifest.runtime.app.as_deref(), Some(ID));
    // Without the manifest it is still recognised, as version 1's own zips are.
    let files = Starter::Django.files(&fields()).into_iter().filter(|file| file.path != "mspf.toml");
    let zip = write_package(files.map(|file| (format!("{ID}/{}", file.path), file.bytes))).unwrap();
    let package = Package::read(Cursor::new(zip), &ReadLimits::default()).unwrap().into_package();
    assert_eq!(package.manifest.runtime.app.as_deref(), Some(ID));
}

#[test]
fn what_people_write_stays_inside_its_quotes() {
    let nasty = "a\"]\n[capabilities]\noutbound_hosts = [\"evil.example\"] # '''\"\"\" \\ {{plugin}} {{id}}";
    let fields = StarterFields {
        title: Some(nasty.to_owned()),
        description: Some(nasty.to_owned()),
        developer: Some(nasty.to_owned()),
        keywords: vec![nasty.to_owned()],
        ..StarterFields::new(ID, "demo")
    };
    for starter in Starter::ALL {
        let files = starter.files(&fields);
        let manifest = files.iter().find(|file| file.path == "mspf.toml").unwrap();
        let manifest: toml::Table = std::str::from_utf8(&manifest.bytes).unwrap().parse().unwrap();
        assert_eq!(manifest["plugin"]["description"].as_str(), Some(nasty), "{starter}");
        assert_eq!(manifest["plugin"]["authors"][0].as_str(), Some(nasty), "{starter}");
        assert!(!manifest.contains_key("capabilities"), "{starter}");
    }
    let one_line = StarterFields { title: None, developer: None, keywords: Vec::new(), ..fields };
    let files = Starter::Flask.files(&one_line);
    let manifest = files.iter().find(|file| file.path == "mspf.toml").unwrap();
    let manifest = Manifest::parse(std::str::from_utf8(&manifest.bytes).unwrap()).unwrap();
    assert_eq!(manifest.plugin.description.as_deref(), Some(nasty));
}
