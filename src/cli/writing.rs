//! Where a result goes and in which form, the same way for every command: the form is said, or the output's name says it.

use std::path::Path;

use crate::model::NamedFormat;

/// A format by its name, for options.
pub(super) fn parse_format<F: NamedFormat>(name: &str) -> Result<F, String> {
    known(F::parse(name), F::ALL.iter().map(|format| format.as_str()))
}

/// What a name stands for, or the names that stand for something.
pub(super) fn known<T>(found: Option<T>, names: impl Iterator<Item = &'static str>) -> Result<T, String> {
    found.ok_or_else(|| format!("formats: {}", names.collect::<Vec<_>>().join(", ")))
}

/// The format that was said, else the one that the output's name asks for, else the usual one.
pub(super) fn format_of<F: NamedFormat>(said: Option<F>, output: Option<&Path>, usual: F) -> F {
    said.or_else(|| output.and_then(F::named_by)).unwrap_or(usual)
}

/// What could not be done when an output fails: the system's own message does not say where.
pub(super) fn cannot_write(output: Option<&Path>) -> String {
    let file = output.filter(|path| path.as_os_str() != "-");
    file.map_or("cannot write to standard output".to_owned(), |path| format!("cannot write {}", path.display()))
}
