//! Gives `afterword::fuzzing::discord` whatever libFuzzer finds.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterword::fuzzing::discord(data));
