//! The way of an author who has a browser and nothing else: fill in the form, edit, look, publish.

use super::{browser::Browser, *};

/// The page of chapter 7 of version 1's manual: a button that asks the server for data, and the shared front-end
/// library at the paths that version 1 had.
const HOME: &str = r##"<!DOCTYPE html>
<html lang="zh-CN">
<head>
    <meta charset="utf-8">
    <link rel="stylesheet" href="../static/base-plugins/bootstrap-5.1.0-dist/css/bootstrap.min.css">
    <link rel="stylesheet" href="../static/base-plugins/font-awesome-4.7.0/css/font-awesome.css">
    <link rel="stylesheet" href="../static/base-plugins/bootstrap-icons-1.5.0/bootstrap-icons.css">
    <title>主界面</title>
</head>
<body>
    <button type="button" class="btn btn-primary bi bi-play-fill" onclick="getdata()">获得数据</button>
    <div id="label"></div>
    <script src="../static/base-plugins/jquery-3.5.1.min.js"></script>
    <script src="../static/base-plugins/popper.min.js"></script>
    <script src="../static/base-plugins/bootstrap-5.1.0-dist/js/bootstrap.bundle.js"></script>
    <script>
        function getdata() {
            $.ajax({ url: "../getdata", data: { a: 1 }, dataType: "JSON", complete: function (answer) {
                $("#label").text(answer.responseJSON.msg);
            } });
        }
    </script>
</body>
</html>
"##;

/// What the chapter has the author add to `views.py`.
const VIEWS: &str = "

def home(request):
    return render(request, 'home.html')


def api1(request):
    s = request.GET.get('a')
    return JsonResponse({'msg': 'Hi, This is ' + s + ' rubby!'})
";

/// And to the list in `urls.py`.
const URLS: &str = "    path('home/', views.home),\n    path('getdata/', views.api1),\n]";

pub(super) fn from_the_form_to_a_release(world: &World, author: &Author) {
    let form = json!({
        "name": "tutorial", "title": "教程", "developer": "Lin", "version": "1.0.0",
        "description": "Shows *how*.", "copyright": "Lin", "keywords": ["教程"], "licence": "MIT",
        "homepage": "https://example.org/", "price": 0,
    });
    let id = world.create(author, &form);
    for browser in Browser::at_both_addresses(world, &id) {
        assert_eq!(browser.open("").1, "Hi, this is a plugin!");
        assert_eq!(browser.open("hello/").1, "Hello, This is Mspf!");
        // The slash that is missing is no surprise.
        assert_eq!(browser.open("hello").1, "Hello, This is Mspf!");
    }
    edit(world, author, &id);
    for browser in Browser::at_both_addresses(world, &id) {
        works(&browser);
    }

    world.publish(author, &id, "1.0.0");
    let views = world.open(author, &id, "views.py");
    let next = views.text.replace("rubby", "Ruby");
    world.save(author, &id, "views.py", &views.tag, &next);
    for browser in Browser::at_both_addresses(world, &id) {
        // The release does not follow its draft.
        works(&browser);
    }
    let draft = world.get_as(author, &format!("{id}@workspace"), "/getdata/?a=1");
    assert_eq!(draft.json::<Value>().unwrap()["msg"], "Hi, This is 1 Ruby!");
    assert_eq!(world.get(&format!("{id}@workspace"), "/getdata/?a=1").status(), 404);
    world.publish(author, &id, "1.1.0");
    let published: Value = world.get(&id, "/getdata/?a=1").json().unwrap();
    assert_eq!(published["msg"], "Hi, This is 1 Ruby!");
}

fn edit(world: &World, author: &Author, id: &str) {
    world.add(author, id, "templates/home.html", HOME);
    let views = world.open(author, id, "views.py");
    world.save(author, id, "views.py", &views.tag, &(views.text.clone() + VIEWS));
    let urls = world.open(author, id, "urls.py");
    world.save(author, id, "urls.py", &urls.tag, &urls.text.replace(']', URLS));
    // Another editor that still has the first views.py overwrites nothing.
    let save = world.client.put(world.file(id, "views.py")).bearer_auth(&author.token);
    let refused = save.header("if-match", &views.tag).body("mine").send().unwrap();
    assert_eq!(refused.status(), 412);
    assert_eq!(refused.json::<Value>().unwrap()["code"], "workspace.conflict");
}

/// The chapter's last step: open the page, press the button.
fn works(browser: &Browser) {
    let (page, text) = browser.open("home/");
    assert!(text.contains("获得数据"), "{text}");
    let links = browser.fetch_links(&page, &text);
    let kinds: Vec<_> = links.iter().map(|(_, kind)| kind.split(';').next().unwrap()).collect();
    let [css, script] = ["text/css", "text/javascript"];
    assert_eq!(kinds, [css, css, css, script, script, script], "{links:?}");
    assert_eq!(browser.ajax(&page, "../getdata?a=1")["msg"], "Hi, This is 1 rubby!");
}

pub(super) fn a_flask_plugin_answers_at_once(world: &World, author: &Author) {
    let id = world.create(author, &json!({ "name": "flasky", "template": "flask" }));
    for browser in Browser::at_both_addresses(world, &id) {
        let (page, text) = browser.open("");
        assert!(text.contains("<h1>flasky</h1>"), "{text}");
        let links = browser.fetch_links(&page, &text);
        assert!(links.len() == 1 && links[0].1.starts_with("text/css"), "{links:?}");
        let greeting = text.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(browser.ajax(&page, greeting), json!({ "text": "Hello, Ada!" }));
    }
}
