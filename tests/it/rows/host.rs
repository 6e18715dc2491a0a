//! F5-F15, F25-F29: what the machine does to the program.
