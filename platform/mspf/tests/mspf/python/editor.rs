//! The editor's loop: save, look, repair.

use std::io::{BufRead, BufReader};

use super::*;

/// Saves in a row, each of which the next request must see.
const SAVES: usize = 20;
/// Size of an answer that no buffers between a plugin and its client hold.
const LARGE: usize = 16 << 20;

/// A `views.py` whose pages say a text.
fn saying(text: &str) -> String {
    format!(
        "from django.http import HttpResponse\n\n\ndef index(request):\n    return HttpResponse('{text}')\n\n\n\
         hello = index\n"
    )
}

pub(super) fn what_is_saved_is_live(world: &World, author: &Author) {
    let id = world.create(author, &json!({ "name": "live" }));
    assert_eq!(world.get(&id, "/").text().unwrap(), "Hi, this is a plugin!");
    let mut tag = world.open(author, &id, "views.py").tag;
    for number in 0..SAVES {
        tag = world.save(author, &id, "views.py", &tag, &saying(&format!("save {number}")));
        assert_eq!(world.get(&id, "/").text().unwrap(), format!("save {number}"));
        assert_eq!(world.get(&id, "/hello/").text().unwrap(), format!("save {number}"));
    }
}

pub(super) fn a_mistake_is_explained_to_the_author_alone(world: &World, author: &Author) {
    let id = world.create(author, &json!({ "name": "mistaken" }));
    let good = world.open(author, &id, "views.py");
    assert_eq!(world.get(&id, "/").status(), 200);
    let another = world.sign_up("wu");
    for (source, place, mistake) in [
        ("\n\ndef index(request:\n    secret = 1\n", "views.py, line 3", "SyntaxError"),
        ("secret = 1\nimport nothing_like_it\n", "views.py, line 2", "ModuleNotFoundError"),
    ] {
        let tag = world.open(author, &id, "views.py").tag;
        let tag = world.save(author, &id, "views.py", &tag, source);
        for stranger in [world.get(&id, "/"), world.get_as(&another, &id, "/")] {
            assert_eq!(stranger.status(), 500);
            let told = stranger.text().unwrap();
            assert!(!["views.py", "secret", mistake].iter().any(|inside| told.contains(inside)), "{told}");
        }
        let page = world.get_as(author, &id, "/");
        assert_eq!(
            (page.status().as_u16(), page.headers()["content-type"].to_str().unwrap()),
            (500, "text/html; charset=utf-8")
        );
        let page = page.text().unwrap();
        assert!(page.contains(place) && page.contains(mistake), "{page}");
        let event = next_failure(world, author, &id, mistake);
        assert_eq!(format!("{}, line {}", event["file"].as_str().unwrap(), event["line"]), place);
        world.save(author, &id, "views.py", &tag, &good.text);
        assert_eq!(world.get(&id, "/").text().unwrap(), "Hi, this is a plugin!");
    }
}

/// The data of the plugin's failure whose summary names `mistake`, from its stream of events.
fn next_failure(world: &World, author: &Author, id: &str, mistake: &str) -> Value {
    let events = world.client.get(world.server.url(&format!("/api/v1/plugins/{id}/events")));
    let events = events.bearer_auth(&author.token).header("last-event-id", "0").send().unwrap();
    let mut lines = BufReader::new(events).lines().map(Result::unwrap);
    loop {
        // The stream ends with the client's patience.
        lines.find(|line| line == "event: plugin.failed").expect("the failure is told");
        let block: Vec<_> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        let data = block.iter().find_map(|line| line.strip_prefix("data: ")).expect("it has data");
        let event: Value = serde_json::from_str(data).unwrap();
        let event = event["data"].clone();
        if event["summary"].as_str().unwrap().contains(mistake) {
            return event;
        }
    }
}

pub(super) fn a_request_in_flight_ends_on_the_source_it_began_with(world: &World, author: &Author) {
    let id = world.create(author, &json!({ "name": "in-flight" }));
    let slow = format!(
        "from pathlib import Path\n\nfrom django.http import StreamingHttpResponse\n\n\n\
         def chunks():\n    for number in range({}):\n        yield b'.' * 4096\n    \
         yield Path(__file__).with_name('plugin.conf').read_bytes()\n\n\n\
         def index(request):\n    return StreamingHttpResponse(chunks())\n\n\nhello = index\n",
        LARGE / 4096
    );
    let tag = world.open(author, &id, "views.py").tag;
    let tag = world.save(author, &id, "views.py", &tag, &slow);
    let conf = world.open(author, &id, "plugin.conf");
    let in_flight = world.get(&id, "/");
    assert_eq!(in_flight.status(), 200);
    world.save(author, &id, "plugin.conf", &conf.tag, "changed");
    world.save(author, &id, "views.py", &tag, &saying("new"));
    assert_eq!(world.get(&id, "/").text().unwrap(), "new");
    let body = in_flight.text().unwrap();
    assert_eq!(&body[LARGE..], conf.text);
}
