//! What a manifest asks of others: hosts and plugins to call, options to set.

use mspf_package::HostPattern;
use mspf_package::manifest::ceilings;

use crate::manifest::{invalid, problem, with};

#[test]
fn outbound_hosts() {
    let matches = |pattern: &str, scheme: &str, host: &str, port: u16| {
        pattern.parse::<HostPattern>().unwrap().matches(scheme, host, port)
    };
    assert!(matches("example.com", "https", "example.com", 443));
    assert!(matches("example.com", "HTTPS", "EXAMPLE.com.", 443));
    assert!(!matches("example.com", "http", "example.com", 80));
    assert!(!matches("example.com", "https", "example.com", 8443));
    assert!(!matches("example.com", "https", "a.example.com", 443));
    assert!(!matches("example.com", "https", "evil-example.com", 443));
    assert!(matches("*.example.com", "https", "a.b.example.com", 443));
    assert!(!matches("*.example.com", "https", "example.com", 443));
    assert!(!matches("*.example.com", "https", ".example.com", 443));
    assert!(!matches("*.example.com", "https", "aexample.com", 443));
    assert!(matches("http://localhost:9000", "http", "localhost", 9000));
    assert!(matches("https://[2001:db8::1]:8443", "https", "2001:db8::1", 8443));
    assert!(matches("https://[2001:db8::1]", "https", "[2001:db8::1]", 443));
    assert!(matches("203.0.113.7", "https", "203.0.113.7", 443));
    for bad in [
        "*",
        "*.com",
        "a.*.com",
        "http://*",
        "*.10.0.0.1",
        "Example.com",
        "ftp://a.com",
        "a.com/path",
        "a.com:0",
        "a.com:70000",
        "a.com:",
        "user@a.com",
        "a..com",
        "-a.com",
        "例子.com",
        "",
        "1.2.3",
        "0x7f.1",
        "a b.com",
        "[::1",
        "::1",
        "https://https://a.com",
        "a.com:+80",
    ] {
        assert!(bad.parse::<HostPattern>().is_err(), "{bad}");
    }
    for text in ["example.com", "*.example.com:8443", "http://a.example.com", "[2001:db8::1]:8443"] {
        assert_eq!(text.parse::<HostPattern>().unwrap().to_string(), text);
    }
    let host = problem(&with("[capabilities]\noutbound_hosts = [\n  \"a.com\",\n  \"*\",\n]"));
    assert_eq!((host.key.as_str(), host.line), ("capabilities.outbound_hosts", Some(12)), "{host}");
    let many: Vec<_> = (0..33).map(|index| format!("h{index}.example.com")).collect();
    invalid(&with(&format!("[capabilities]\noutbound_hosts = {many:?}")), "capabilities.outbound_hosts");
}

#[test]
fn other_plugins() {
    for bad in ["geo", "ada/", "/geo", "Ada/geo", "a/b/c", "SP_", "SP_12345678901234567890", "SP_../x"] {
        invalid(&with(&format!("[capabilities]\nplugins = [\"{bad}\"]")), "capabilities.plugins");
    }
}

#[test]
fn options_are_a_schema() {
    let option = |lines: &str| with(&format!("[options.properties.a]\n{lines}"));
    invalid(&option("default = 1"), "options.properties.a.type");
    invalid(&option("type = \"text\""), "options.properties.a.type");
    invalid(&option("type = \"string\"\ndefault = 1"), "options.properties.a.default");
    invalid(&option("type = \"integer\"\ndefault = 1.5"), "options.properties.a.default");
    invalid(&option("type = \"integer\"\nmaximum = 3\ndefault = 4"), "options.properties.a.default");
    invalid(&option("type = \"string\"\nminLength = 3\ndefault = \"地图\""), "options.properties.a.default");
    invalid(&option("type = \"string\"\nenum = [\"x\"]\ndefault = \"y\""), "options.properties.a.default");
    invalid(&option("type = \"string\"\nenum = [1]"), "options.properties.a.enum");
    invalid(
        &option("type = \"string\"\nreqiured = true\n").replace("reqiured", "oneOf"),
        "options.properties.a.oneOf",
    );
    invalid(&with("[options]\ntype = \"array\""), "options.type");
    invalid(&with("[options]\nproperties = 1"), "options.properties");
    invalid(&with("[options.properties]\na = 1"), "options.properties.a");
    invalid(
        &with("[options.properties.a]\ntype = \"array\"\n[options.properties.a.items]\ntype = \"x\""),
        "options.properties.a.items.type",
    );
    let long = format!("type = \"string\"\ntitle = \"{}\"", "x".repeat(ceilings::MAX_OPTIONS_BYTES));
    invalid(&option(&long), "options");
}
