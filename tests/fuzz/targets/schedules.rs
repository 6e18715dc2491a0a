//! Gives `afterword::fuzzing::schedules` whatever libFuzzer finds.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| afterword::fuzzing::schedules(data));
