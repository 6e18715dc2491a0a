//! Gives `afterword::fuzzing::words` whatever libFuzzer finds.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterword::fuzzing::words(data));
