//! Gives `afterword::fuzzing::imports` whatever libFuzzer finds.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterword::fuzzing::imports(data));
