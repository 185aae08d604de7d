//! The page at `/` and the form of the set-up link.

use crate::harness::Sandbox;

#[test]
fn the_pages_allow_nothing_but_their_own_script_and_style() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    for page in ["/", "/setup"] {
        let response = reqwest::blocking::get(server.url(page)).unwrap();
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        let html = response.text().unwrap();
        assert!(html.contains("lang=\"zh-CN\""), "{page} speaks one language only");
        assert!(
            !html.contains("<script>") && !html.contains("style="),
            "{page} has inline code, which its policy forbids"
        );
        for asset in html.split('"').filter(|part| part.starts_with("/assets/")) {
            assert_eq!(reqwest::blocking::get(server.url(asset)).unwrap().status(), 200, "{asset}");
        }
    }
}

#[test]
fn what_the_home_page_links_to_is_there() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    let html = reqwest::blocking::get(server.url("/")).unwrap().text().unwrap();
    let links: Vec<&str> = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() >= 4);
    for link in links {
        assert_eq!(reqwest::blocking::get(server.url(link)).unwrap().status(), 200, "{link}");
    }
}
