//! All targets in one program for clang's libFuzzer, which brings `main`: `FUZZ_TARGET` names the one to run.
//!
//! Knows how libFuzzer calls. Refuses to know what is checked: that stands in `src/fuzzing`. Built by `quick`, never by cargo.
#![no_main]

use std::sync::OnceLock;

use afterword::fuzzing::{TARGETS, Target};

/// What libFuzzer calls with each input.
#[unsafe(no_mangle)]
pub extern "C" fn LLVMFuzzerTestOneInput(data: *const u8, size: usize) -> i32 {
    static CHOSEN: OnceLock<Target> = OnceLock::new();
    let target = CHOSEN.get_or_init(|| {
        let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
        // libFuzzer keeps the input of a process that aborts; unwinding through it would be undefined.
        std::panic::set_hook(Box::new(|broken| {
            eprintln!("{broken}");
            std::process::abort()
        }));
        let known = || TARGETS.map(|(name, _)| name).join(", ");
        let (_, target) = TARGETS.iter().find(|(n, _)| *n == name).unwrap_or_else(|| panic!("FUZZ_TARGET is one of {}", known()));
        *target
    });
    // SAFETY: libFuzzer hands over `size` readable bytes that live until we return; none of them need a pointer.
    let bytes = if size == 0 { &[] } else { unsafe { std::slice::from_raw_parts(data, size) } };
    target(bytes);
    0
}
