//! The `skillmap` program: everything it does is in the library's `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    skillmap::cli::run()
}
