//! Gives `afterword::fuzzing::configuration` whatever libFuzzer finds.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterword::fuzzing::configuration(data));
