//! What a draft needs beside its own source, from a folder of wheels.

use mspf_package::write_package;

use super::*;

const APP: &str = "from greeting import HELLO\n\n\n\
                   def app(environ, start_response):\n    start_response('200 OK', [])\n    return [HELLO]\n";

/// Puts a wheel where the server looks for packages.
fn wheel(world: &World, name: &str, tag: &str, module: &str) {
    let info = format!("{name}-1.0.dist-info");
    let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nLicense: MIT\n");
    let wheel = format!("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n");
    let files = [
        (format!("{name}.py"), module.to_owned()),
        (format!("{info}/METADATA"), metadata),
        (format!("{info}/WHEEL"), wheel),
        (format!("{info}/RECORD"), String::new()),
    ];
    let bytes = write_package(files.map(|(path, text)| (path, text.into_bytes()))).unwrap();
    world.sandbox.write(&format!("wheels/{name}-1.0-{tag}.whl"), bytes);
}

pub(super) fn a_draft_gets_the_packages_it_asks_for(world: &World, author: &Author) {
    wheel(world, "greeting", "py3-none-any", "HELLO = b'hello from a package'\n");
    wheel(world, "native", "cp314-cp314-linux_x86_64", "");
    let id = world.create(author, &json!({ "name": "needy", "template": "wsgi" }));
    assert_eq!(world.get(&id, "/").status(), 200);
    world.add(author, &id, "requirements.txt", "greeting >= 1\n");
    let app = world.open(author, &id, "app.py");
    let mut tag = world.save(author, &id, "app.py", &app.tag, APP);
    // Whoever comes while they are being installed is told so.
    let first = world.get(&id, "/");
    if first.status() != 200 {
        assert_eq!((first.status().as_u16(), first.headers().contains_key("retry-after")), (503, true));
        assert_eq!(first.json::<Value>().unwrap()["code"], "plugin.preparing");
    }
    assert_eq!(world.wait(&id, "/"), "hello from a package");
    // They are there for the next edit at once.
    tag = world.save(author, &id, "app.py", &tag, &APP.replace("[HELLO]", "[HELLO, b'!']"));
    assert_eq!(world.get(&id, "/").text().unwrap(), "hello from a package!");

    let good = world.open(author, &id, "requirements.txt");
    let broken = world.save(author, &id, "requirements.txt", &good.tag, "greeting\nnative\n");
    let deadline = Instant::now() + PATIENCE;
    let told = loop {
        let answer = world.get_as(author, &id, "/");
        match answer.status().as_u16() {
            503 => assert!(Instant::now() < deadline, "it is never told"),
            500 => break answer.text().unwrap(),
            other => panic!("{other}: {}", answer.text().unwrap()),
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(told.contains("requirements.txt") && told.contains("native"), "{told}");
    assert!(!world.get(&id, "/").text().unwrap().contains("native"));
    world.save(author, &id, "requirements.txt", &broken, &good.text);
    assert_eq!(world.wait(&id, "/"), "hello from a package!");

    world.publish(author, &id, "0.1.0");
    world.save(author, &id, "app.py", &tag, "broken(");
    assert_eq!(world.get(&id, "/").text().unwrap(), "hello from a package!");
}
