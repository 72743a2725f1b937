//! The only file that opens files, with what is below it.
//!
//! Reading: a path may be a file, a folder, a publisher's zip or `-`; `.gz` and `.zst` are read as they are.
//! Archives are never unpacked to disk, so a name that climbs out of its folder has nowhere to go; such an
//! archive is refused all the same. Writing: a file appears under its name only when it is complete.

mod partial;

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Position, Result};

pub use partial::PartialFile;

/// Largest entry of a zip archive that is read, in bytes unpacked.
pub const LARGEST_ENTRY: u64 = 1 << 29;
/// Largest sum of the entries of one zip archive, in bytes unpacked.
pub const LARGEST_ARCHIVE: u64 = 2 << 30;
/// Most entries that one zip archive may have.
pub const MOST_ENTRIES: usize = 10_000;
/// Deepest folder below the one given that is looked into.
pub const DEEPEST_FOLDER: usize = 16;

/// The made-up name of bytes that were sent without one, before its ending.
const BODY: &str = "body";

/// Where the bytes of an input are.
#[derive(Debug, Clone)]
enum Origin {
    File(PathBuf),
    ZipEntry { archive: PathBuf, index: usize },
    StandardInput,
    Memory(&'static [u8]),
    Bytes(Arc<[u8]>),
    Received(Arc<[u8]>),
}

/// One input: a file, an entry of a zip archive, standard input, or bytes inside the program.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Name for messages: the path, `archive.zip!entry`, or `-`.
    pub name: String,
    origin: Origin,
}

impl SourceFile {
    /// Bytes compiled into the program, or made by a test, under a name.
    pub fn memory(name: &str, bytes: &'static [u8]) -> Self {
        Self { name: name.to_owned(), origin: Origin::Memory(bytes) }
    }

    /// Bytes that somebody handed over, under a name.
    pub fn bytes(name: &str, bytes: Vec<u8>) -> Self {
        Self { name: name.to_owned(), origin: Origin::Bytes(bytes.into()) }
    }

    /// Bytes that somebody sent, under a name that is only shown and tells the format, never opened.
    ///
    /// Compressed ones are unpacked here, once, and refused when that gives more than `limit` bytes.
    pub fn received(name: &str, bytes: Vec<u8>, limit: u64) -> Result<Self> {
        let raw = Self { name: name.to_owned(), origin: Origin::Received(bytes.into()) };
        let unpacked = decompress(raw.open()?).map_err(|error| Error::io(name, error))?;
        let mut content = Vec::new();
        unpacked.take(limit + 1).read_to_end(&mut content).map_err(|error| Error::io(name, error))?;
        if content.len() as u64 > limit {
            return Err(Error::malformed(Position::file(name), format!("unpacks to more than {limit} bytes")));
        }
        Ok(Self { name: name.to_owned(), origin: Origin::Received(content.into()) })
    }

    /// The last part of the name, without `.gz` or `.zst`.
    pub fn file_name(&self) -> &str {
        let name = self.name.rsplit(['/', '\\', '!']).next().unwrap_or(&self.name);
        name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name)
    }

    /// The extension of [`Self::file_name`], lower case; empty when there is none.
    pub fn extension(&self) -> String {
        self.file_name().rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase())
    }

    /// The file on disk, when it is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) => Some(path),
            _ => None,
        }
    }

    /// Whether these are bytes that were sent without a name, so that the one they have says nothing of them.
    pub fn is_body(&self) -> bool {
        matches!(self.origin, Origin::Received(_)) && self.file_name().split('.').next() == Some(BODY)
    }

    /// Whether this is standard input, which can be read only once.
    pub fn is_standard_input(&self) -> bool {
        matches!(self.origin, Origin::StandardInput)
    }

    /// A buffered reader of the content, decompressed when it begins like gzip or zstd.
    pub fn open(&self) -> Result<Box<dyn BufRead + Send>> {
        let raw: Box<dyn BufRead + Send> = match &self.origin {
            Origin::File(path) => {
                let file = std::fs::File::open(path).map_err(|error| Error::io(path, error))?;
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
            Origin::ZipEntry { archive, index } => Box::new(Cursor::new(read_zip_entry(archive, *index)?)),
            Origin::StandardInput => Box::new(BufReader::with_capacity(1 << 16, io::stdin())),
            Origin::Memory(bytes) => Box::new(Cursor::new(*bytes)),
            Origin::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Origin::Received(bytes) => return Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        };
        decompress(raw).map_err(|error| Error::io(&self.name, error))
    }

    /// The whole content, refused when it is longer than `limit` bytes.
    pub fn read(&self, limit: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let taken = self.open()?.take(limit + 1).read_to_end(&mut bytes);
        taken.map_err(|error| Error::io(&self.name, error))?;
        if bytes.len() as u64 > limit {
            let message = format!("longer than {limit} bytes, the most that is read of such a file at once");
            return Err(Error::malformed(Position::file(&self.name), message));
        }
        Ok(bytes)
    }
}

fn decompress(mut raw: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    let head = raw.fill_buf()?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, flate2::bufread::MultiGzDecoder::new(raw))));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, zstd::Decoder::with_buffer(raw)?)));
    }
    Ok(raw)
}

/// The inputs that a path stands for, in the order of their names: the file itself, the files of a folder
/// (hidden ones left out), the entries of a zip archive, or standard input for `-`.
pub fn list(path: &Path) -> Result<Vec<SourceFile>> {
    if path == Path::new("-") {
        return Ok(vec![SourceFile { name: "-".to_owned(), origin: Origin::StandardInput }]);
    }
    let metadata = std::fs::metadata(path).map_err(|error| Error::io(path, error))?;
    if metadata.is_dir() {
        let mut files = Vec::new();
        list_folder(path, 0, &mut files)?;
        files.sort_by(|a, b| a.name.cmp(&b.name));
        return Ok(files);
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) {
        return list_zip(path);
    }
    Ok(vec![SourceFile { name: path.display().to_string(), origin: Origin::File(path.to_owned()) }])
}

fn list_folder(folder: &Path, depth: usize, files: &mut Vec<SourceFile>) -> Result<()> {
    if depth > DEEPEST_FOLDER {
        return Err(Error::malformed(Position::file(folder.display().to_string()), "folders nested too deeply"));
    }
    let entries = std::fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| Error::io(folder, error))?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        let metadata = std::fs::metadata(&path).map_err(|error| Error::io(&path, error))?;
        if metadata.is_dir() {
            list_folder(&path, depth + 1, files)?;
        } else {
            files.push(SourceFile { name: path.display().to_string(), origin: Origin::File(path) });
        }
    }
    Ok(())
}

fn open_zip(path: &Path) -> Result<zip::ZipArchive<BufReader<std::fs::File>>> {
    let file = std::fs::File::open(path).map_err(|error| Error::io(path, error))?;
    zip::ZipArchive::new(BufReader::new(file)).map_err(|error| zip_error(path, &error))
}

fn zip_error(path: &Path, error: &zip::result::ZipError) -> Error {
    Error::malformed(Position::file(path.display().to_string()), format!("not a readable zip archive: {error}"))
        .with_hint("the download may be cut short; fetch it again")
}

fn list_zip(path: &Path) -> Result<Vec<SourceFile>> {
    let mut archive = open_zip(path)?;
    let refuse = |message: String| Error::malformed(Position::file(path.display().to_string()), message);
    if archive.len() > MOST_ENTRIES {
        return Err(refuse(format!("{} entries; at most {MOST_ENTRIES} are read", archive.len())));
    }
    let (mut files, mut unpacked) = (Vec::new(), 0u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| zip_error(path, &error))?;
        let name = entry_name(&entry, path)?;
        if entry.enclosed_name().is_none() {
            return Err(refuse(format!("entry {name:?} points outside the archive; nothing of it is read")));
        }
        unpacked = unpacked.saturating_add(entry.size());
        if entry.size() > LARGEST_ENTRY || unpacked > LARGEST_ARCHIVE {
            return Err(refuse(format!("entry {name:?} would unpack to more than is read of one archive")));
        }
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if !entry.is_dir() && !hidden {
            let origin = Origin::ZipEntry { archive: path.to_owned(), index };
            files.push(SourceFile { name: format!("{}!{name}", path.display()), origin });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The entry's name as text, refused when its bytes are in no encoding that a zip may use.
fn entry_name<R: Read + ?Sized>(entry: &zip::read::ZipFile<'_, R>, path: &Path) -> Result<String> {
    entry.name().map(std::borrow::Cow::into_owned).map_err(|error| zip_error(path, &error))
}

fn read_zip_entry(path: &Path, index: usize) -> Result<Vec<u8>> {
    let mut archive = open_zip(path)?;
    let entry = archive.by_index(index).map_err(|error| zip_error(path, &error))?;
    let name = entry_name(&entry, path)?;
    let mut bytes = Vec::new();
    // The declared size was checked when the archive was listed; the real one may be another.
    entry.take(LARGEST_ENTRY + 1).read_to_end(&mut bytes).map_err(|error| {
        Error::malformed(Position::file(format!("{}!{name}", path.display())), format!("damaged entry: {error}"))
            .with_hint("the download may be cut short; fetch it again")
    })?;
    if bytes.len() as u64 > LARGEST_ENTRY {
        let position = Position::file(format!("{}!{name}", path.display()));
        return Err(Error::malformed(position, "unpacks to more than it declares"));
    }
    Ok(bytes)
}

/// Files and folders that are being written and have no name of their own yet.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn note_unfinished(path: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
}

fn forget_unfinished(path: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
}

/// Removes whatever is half-written; for the handler of an interrupt, just before the program ends.
pub fn remove_unfinished() {
    for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        // Either call fails for the other kind of thing, and nothing can be reported any more.
        let _ = std::fs::remove_file(path);
        let _ = std::fs::remove_dir_all(path);
    }
}

/// A file that gets its name only when [`NewFile::commit`] is called; dropped before, it leaves nothing.
///
/// A device or a named pipe is written as it is: it cannot be replaced, and must not be.
#[derive(Debug)]
pub struct NewFile {
    target: PathBuf,
    writer: BufWriter<Destination>,
}

#[derive(Debug)]
enum Destination {
    Beside(tempfile::NamedTempFile),
    Device(std::fs::File),
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside(file) => file.write(bytes),
            Self::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside(file) => file.flush(),
            Self::Device(file) => file.flush(),
        }
    }
}

impl NewFile {
    /// Starts a file beside its target, so that giving it its name is one step.
    pub fn create(target: &Path) -> Result<Self> {
        let failed = |error| Error::io(target, error);
        let new =
            |target: PathBuf, destination| Self { target, writer: BufWriter::with_capacity(1 << 16, destination) };
        match std::fs::metadata(target) {
            Ok(there) if there.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
            Ok(there) if !there.is_file() => {
                let device = std::fs::OpenOptions::new().write(true).open(target).map_err(failed)?;
                return Ok(new(target.to_owned(), Destination::Device(device)));
            }
            _ => {}
        }
        // A link stays a link: what it points at is replaced.
        let target = std::fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".skillmap-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // What any program would ask for; the user's umask takes away from it.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(parent(&target)).map_err(failed)?;
        note_unfinished(file.path());
        Ok(new(target, Destination::Beside(file)))
    }

    /// Makes the content durable and gives the file its name, replacing what had it.
    pub fn commit(self) -> Result<()> {
        let target = self.target;
        let written = self.writer.into_inner().map_err(|error| Error::io(&target, error.into_error()))?;
        let Destination::Beside(file) = written else { return Ok(()) };
        let temporary = file.path().to_owned();
        file.as_file().sync_all().map_err(|error| Error::io(&target, error))?;
        file.persist(&target).map_err(|error| Error::io(&target, error.error))?;
        forget_unfinished(&temporary);
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Removes a file; one that is not there counts as removed.
pub fn remove_file(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path, error)),
        _ => Ok(()),
    }
}

/// A folder that is filled beside its target and takes its place in one step.
#[derive(Debug)]
pub struct NewFolder {
    target: PathBuf,
    folder: tempfile::TempDir,
}

impl NewFolder {
    /// Starts an empty folder beside its target, making the folders above it.
    pub fn create(target: &Path) -> Result<Self> {
        let above = parent(target);
        std::fs::create_dir_all(above).map_err(|error| Error::io(above, error))?;
        let folder =
            tempfile::Builder::new().prefix(".skillmap-").tempdir_in(above).map_err(|error| Error::io(above, error))?;
        note_unfinished(folder.path());
        Ok(Self { target: target.to_owned(), folder })
    }

    /// The folder to fill.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes a folder inside the new one.
    pub fn make_folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::create_dir(&path).map_err(|error| Error::io(&path, error))?;
        Ok(path)
    }

    /// Puts the folder in its place; what was there before is gone only after that.
    pub fn commit(self) -> Result<()> {
        let fresh = self.folder.keep();
        let retired = fresh.with_extension("retired");
        if self.target.exists() {
            std::fs::rename(&self.target, &retired).map_err(|error| Error::io(&self.target, error))?;
        }
        if let Err(error) = std::fs::rename(&fresh, &self.target) {
            // Put the old one back: better yesterday's index than none. Both calls can fail only for the
            // reason that is reported below.
            let _ = std::fs::rename(&retired, &self.target);
            let _ = std::fs::remove_dir_all(&fresh);
            return Err(Error::io(&self.target, error));
        }
        forget_unfinished(&fresh);
        if retired.exists() {
            std::fs::remove_dir_all(&retired).map_err(|error| Error::io(&retired, error))?;
        }
        Ok(())
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Bytes as lower-case hexadecimal digits, as checksums are written.
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("writing to a string does not fail");
        digits
    })
}

/// Writes a small file whole.
pub fn write(target: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = NewFile::create(target)?;
    file.write_all(bytes).map_err(|error| Error::io(target, error))?;
    file.commit()
}

/// A file that only grows, held by one program at a time; what [`GrowingFile::append`] has taken is on the disk.
#[derive(Debug)]
pub struct GrowingFile {
    path: PathBuf,
    file: std::fs::File,
}

impl GrowingFile {
    /// Opens the file, making it and the folders above it, and waits until nobody else holds it. It is let go when this
    /// is dropped, or when the program ends in whatever way.
    pub fn hold(path: &Path) -> Result<Self> {
        let failed = |error| Error::io(path, error);
        let folder = parent(path);
        std::fs::create_dir_all(folder).map_err(failed)?;
        let is_new = !path.exists();
        let file = std::fs::OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        file.lock().map_err(failed)?;
        if is_new {
            // A name is on the disk only when the folder that holds it is.
            #[cfg(unix)]
            for folder in [folder, parent(folder)] {
                std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
            }
        }
        Ok(Self { path: path.to_owned(), file })
    }

    /// What stands in the file from this byte on; nothing when it is shorter, and an error when it has shrunk.
    pub fn read_from(&mut self, start: u64) -> Result<Vec<u8>> {
        let failed = |error| Error::io(&self.path, error);
        if self.file.metadata().map_err(failed)?.len() < start {
            return Err(failed(io::Error::other("the file has become shorter since it was read")));
        }
        self.file.seek(io::SeekFrom::Start(start)).map_err(failed)?;
        let mut bytes = Vec::new();
        self.file.read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }

    /// Takes away everything from this byte on.
    pub fn cut(&mut self, length: u64) -> Result<()> {
        self.file.set_len(length).map_err(|error| Error::io(&self.path, error))
    }

    /// Adds bytes at the end; when this returns they are on the disk.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        written.map_err(|error| Error::io(&self.path, error))
    }
}

/// Reads a small file of ours whole.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| Error::io(path, error))
}

/// The names of the folders directly below one, sorted; none when it does not exist.
pub fn folders(path: &Path) -> Result<Vec<String>> {
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(path, error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Error::io(path, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Whether there is a file or folder of that name.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Makes a folder and those above it, where they are not there.
pub fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|error| Error::io(path, error))
}

/// The same path from the root, so that it means the same wherever the program is run; `-` stays.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    if path == Path::new("-") {
        return Ok(path.to_owned());
    }
    let joined = std::path::absolute(path).map_err(|error| Error::io(path, error))?;
    // Where it is there, links and `..` are resolved too; where it no longer is, its name must do.
    Ok(std::fs::canonicalize(&joined).unwrap_or(joined))
}

/// Bytes of all files directly in a folder.
pub fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).map_err(|error| Error::io(folder, error))? {
        let metadata = entry.and_then(|entry| entry.metadata()).map_err(|error| Error::io(folder, error))?;
        bytes += metadata.len();
    }
    Ok(bytes)
}

/// Removes a folder in one step: it loses its name first, so that whenever this ends there is all of it or nothing.
pub fn remove_folder_at_once(path: &Path) -> Result<()> {
    let retired = tempfile::Builder::new()
        .prefix(".skillmap-removed-")
        .tempdir_in(parent(path))
        .map_err(|error| Error::io(path, error))?;
    std::fs::rename(path, retired.path().join("folder")).map_err(|error| Error::io(path, error))?;
    retired.close().map_err(|error| Error::io(path, error))
}

/// Removes a folder and all in it; one that is not there counts as removed.
pub fn remove_folder(path: &Path) -> Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path, error)),
        _ => Ok(()),
    }
}
