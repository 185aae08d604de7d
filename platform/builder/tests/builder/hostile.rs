//! Components made to harm whoever compiles them.

use std::time::Duration;

use mspf_builder::{Builder, CompileLimits};
use mspf_catalog::{JobState, VersionState};
use mspf_test_support::component;

use crate::support::{World, compiler, limited, script, seal_key, start};

const SECOND: Duration = Duration::from_secs(1);

/// Publishes `bytes`, and asserts that the version fails with that code, and that the builder lives on.
async fn assert_refused(world: &World, bytes: &[u8], code: &str) {
    let published = world.publish("hostile", "1.0.0", Some(bytes)).await;
    let job = world.ended(published.build.id).await;
    assert_eq!((job.state, job.attempts), (JobState::Failed, 1), "{job:?}");
    let version = world.version(&published).await;
    assert_eq!(version.state, VersionState::Failed);
    let message = version.message.unwrap();
    assert!(message.contains(code), "{message}");
    assert!(world.work().is_empty());

    let published = world.publish("harmless", "1.0.0", Some(&component("hello"))).await;
    assert_eq!(world.ended(published.build.id).await.state, JobState::Succeeded);
}

/// Asserts that a version whose compiler meets a limit fails at once, with that code.
async fn assert_limited(world: &World, code: &str) {
    let published = world.publish("greedy", "1.0.0", Some(&component("rest-axum"))).await;
    let job = world.ended(published.build.id).await;
    assert_eq!((job.state, job.attempts), (JobState::Failed, 1), "{job:?}");
    let message = world.version(&published).await.message.unwrap();
    assert!(message.contains(code), "{message}");
    assert!(world.work().is_empty());
}

#[tokio::test]
async fn what_takes_too_much_cpu_time_is_refused() {
    let world = World::sqlite().await;
    let _running = world.run(script("ulimit -St 1; while :; do :; done"));
    assert_limited(&world, "build.out_of_time").await;
}

#[tokio::test]
async fn what_takes_too_much_memory_is_refused() {
    let world = World::sqlite().await;
    let _running = world.run(script("echo 'memory allocation of 8 bytes failed' >&2; kill -ABRT $$"));
    assert_limited(&world, "build.out_of_memory").await;
}

#[tokio::test]
async fn deeply_nested_components_are_refused() {
    let world = World::sqlite().await;
    let _running = world.run(compiler());
    let mut nested = empty_component();
    for _ in 0..20_000 {
        let mut outer = empty_component();
        section(&mut outer, 4, &nested);
        nested = outer;
    }
    assert_refused(&world, &nested, "component.").await;
}

#[tokio::test]
async fn what_is_no_component_is_refused() {
    let world = World::sqlite().await;
    let _running = world.run(compiler());
    assert_refused(&world, b"\0asm\x01\0\0\0", "component.").await;
}

#[tokio::test]
async fn a_compiler_that_hangs_is_killed() {
    let world = World::sqlite().await;
    let pid = world.directory.path().join("pid");
    let config = mspf_builder::BuilderConfig {
        limits: CompileLimits { wall: SECOND / 2, ..CompileLimits::default() },
        compiler: script(&format!("echo $$ > '{}'; exec sleep 1000", pid.display())),
        ..limited(world.directory.path(), CompileLimits::default())
    };
    let builder = Builder::new(world.catalog.clone(), world.storage.clone(), seal_key(), config).unwrap();
    let _running = start(builder);
    let published = world.publish("hangs", "1.0.0", Some(&component("hello"))).await;
    let job = world.until(published.build.id, async |job| job.error.is_some()).await;
    assert!(job.error.unwrap().contains("still busy after"));
    let pid = std::fs::read_to_string(pid).unwrap();
    assert!(!std::path::Path::new("/proc").join(pid.trim()).exists());
}

#[tokio::test]
async fn a_compiler_learns_nothing_from_the_platform_s_environment() {
    let world = World::sqlite().await;
    let seen = world.directory.path().join("seen");
    // The test runner's own variables stand for the platform's secrets.
    assert!(std::env::var_os("PATH").is_some());
    let _running = world.run(script(&format!("env > '{}'; exit 1", seen.display())));
    let published = world.publish("curious", "1.0.0", Some(&component("hello"))).await;
    world.until(published.build.id, async |job| job.error.is_some()).await;
    let seen = std::fs::read_to_string(seen).unwrap();
    let allowed = |line: &str| ["PWD=", "SHLVL=", "_=", "OLDPWD="].iter().any(|name| line.starts_with(name));
    assert!(seen.lines().all(allowed), "{seen}");
}

/// A component that does what `component` does, and carries a module with that many functions that take a compiler
/// long.
pub(crate) fn heavy(component: &[u8], functions: u32) -> Vec<u8> {
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    // One type: no parameters, an i32.
    section(&mut module, 1, &[1, 0x60, 0, 1, 0x7f]);
    let mut declarations = leb(functions);
    declarations.extend(std::iter::repeat_n(0, functions as usize));
    section(&mut module, 3, &declarations);
    let body = heavy_body();
    let mut code = leb(functions);
    for _ in 0..functions {
        code.extend(leb(body.len() as u32));
        code.extend_from_slice(&body);
    }
    section(&mut module, 10, &code);
    let mut heavier = component.to_vec();
    section(&mut heavier, 1, &module);
    // What is not instantiated is not compiled.
    let instance = [vec![1, 0], leb(modules(component)), vec![0]].concat();
    section(&mut heavier, 2, &instance);
    heavier
}

/// How many core modules a component holds at its top.
fn modules(component: &[u8]) -> u32 {
    let mut rest = &component[8..];
    let mut modules = 0;
    while let [id, after @ ..] = rest {
        modules += u32::from(*id == 1);
        let digits = after.iter().take_while(|byte| **byte >= 0x80).count() + 1;
        let length =
            after[..digits].iter().rev().fold(0, |length, byte| length << 7 | usize::from(byte & 0x7f));
        rest = &after[digits + length..];
    }
    modules
}

/// 500 locals that all depend on each other, and a result that depends on them.
fn heavy_body() -> Vec<u8> {
    const LOCALS: u32 = 500;
    let mut body = vec![1];
    body.extend(leb(LOCALS));
    body.push(0x7f);
    for step in 0..40_000_u32 {
        for (instruction, local) in [(0x20, step * 7 % LOCALS), (0x20, step * 13 % LOCALS)] {
            body.push(instruction);
            body.extend(leb(local));
        }
        // i32.add, i32.mul, i32.xor in turn, so that nothing is folded.
        body.push([0x6a, 0x6c, 0x73][step as usize % 3]);
        body.push(0x21);
        body.extend(leb(step % LOCALS));
    }
    body.extend([0x20, 0, 0x0b]);
    body
}

fn empty_component() -> Vec<u8> {
    b"\0asm\x0d\0\x01\0".to_vec()
}

fn section(to: &mut Vec<u8>, id: u8, content: &[u8]) {
    to.push(id);
    to.extend(leb(content.len() as u32));
    to.extend_from_slice(content);
}

fn leb(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}
