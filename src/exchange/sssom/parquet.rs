//! SSSOM as Parquet, for data frames: a column a slot, confidences as numbers, lists as lists, everything else as text.
//!
//! ```text
//! subject_id: string   predicate_id: string   author_id: list<string>   confidence: double   …
//! ```
//!
//! It is written by way of the table, and the head of the table is kept word for word as the file's metadata `sssom`;
//! what all rows share stands in each row as well, since a data frame shows columns only. Files of others need no
//! head: a column by the name of a slot is that slot, whatever its type.
//! Reference: <https://parquet.apache.org/docs/file-format/>.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::record::{Field, Row};
use parquet::schema::types::{Type, TypePtr};

use super::super::{Losses, WriteOptions};
use super::canonical::ALWAYS;
use super::parts::{NUMBERS, Parts, is_list};
use super::read::{Head, Reading, parse_head};
use super::slots::ROW;
use super::write::write_table;
use crate::decoding::attempt;
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{MappingSet, Slots};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 29;
/// Largest content that is read: a page may hold one value a million times.
const LARGEST_CONTENT: usize = 1 << 31;
/// Rows that are compressed together.
const GROUP: usize = 1 << 17;
/// Name of the metadata that holds the head.
const HEAD: &str = "sssom";

/// Writes a set as Parquet and says what it had no slot for.
pub fn write_parquet(set: &MappingSet, options: &WriteOptions, output: &mut dyn Write) -> io::Result<Losses> {
    let mut table = Vec::new();
    let losses = write_table(set, options, &mut table)?;
    write_table_as_parquet(&table, output)?;
    Ok(losses)
}

/// A canonical table of ours as Parquet.
pub fn write_table_as_parquet(table: &[u8], output: &mut dyn Write) -> io::Result<()> {
    let parts = Parts::of(table)?;
    let rows: Vec<Slots> =
        parts.rows().map(|row| row.into_iter().map(|(name, values)| (name.to_owned(), values)).collect()).collect();
    let columns = columns(&rows);
    let bytes = file(&columns, &rows, &parts.yaml).map_err(io::Error::other)?;
    output.write_all(&bytes)
}

/// A column and what it holds.
struct Column {
    name: String,
    form: ColumnForm,
}

#[derive(Clone, Copy)]
enum ColumnForm {
    Text,
    Number,
    List,
}

/// The columns that hold anything or stand in every file, in the order of the standard, then those that are no part of it.
fn columns(rows: &[Slots]) -> Vec<Column> {
    let mut names: Vec<&str> = ROW.iter().map(|slot| slot.name).collect();
    let more: std::collections::BTreeSet<&str> = rows.iter().flat_map(|row| row.keys()).map(String::as_str).collect();
    let more: Vec<&str> = more.into_iter().filter(|name| !names.contains(name)).collect();
    names.extend(more);
    names.retain(|name| ALWAYS.contains(name) || rows.iter().any(|row| row.contains_key(*name)));
    let column = |name: &str| {
        let mut values = rows.iter().filter_map(|row| row.get(name)).flatten();
        let form = match () {
            () if is_list(name) => ColumnForm::List,
            () if NUMBERS.contains(&name) && values.all(|value| value.parse::<f64>().is_ok()) => ColumnForm::Number,
            () => ColumnForm::Text,
        };
        Column { name: name.to_owned(), form }
    };
    names.into_iter().map(column).collect()
}

type Written<T> = std::result::Result<T, ParquetError>;

fn file(columns: &[Column], rows: &[Slots], head: &str) -> Written<Vec<u8>> {
    let fields = columns.iter().map(field).collect::<Written<Vec<TypePtr>>>()?;
    let schema = Arc::new(Type::group_type_builder("mappings").with_fields(fields).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(vec![KeyValue::new(HEAD.to_owned(), head.to_owned())]))
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    for rows in rows.chunks(GROUP) {
        let mut group = writer.next_row_group()?;
        for column in columns {
            let Some(mut output) = group.next_column()? else { break };
            column.write(rows, &mut output)?;
            output.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(bytes)
}

/// The type of a column.
fn field(column: &Column) -> Written<TypePtr> {
    let text = |name: &str, repetition: Repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8)
            .build()
    };
    let field = match column.form {
        ColumnForm::Text => text(&column.name, Repetition::OPTIONAL)?,
        ColumnForm::Number => Type::primitive_type_builder(&column.name, Physical::DOUBLE)
            .with_repetition(Repetition::OPTIONAL)
            .build()?,
        ColumnForm::List => {
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![Arc::new(text("element", Repetition::REQUIRED)?)])
                .build()?;
            Type::group_type_builder(&column.name)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .with_fields(vec![Arc::new(list)])
                .build()?
        }
    };
    Ok(Arc::new(field))
}

impl Column {
    fn write(&self, rows: &[Slots], output: &mut SerializedColumnWriter<'_>) -> Written<()> {
        let cells = rows.iter().map(|row| row.get(&self.name).map_or(&[] as &[String], Vec::as_slice));
        // How much of the way down to a value there is; 0 where there is none.
        let mut depths: Vec<i16> = Vec::new();
        match self.form {
            ColumnForm::List => {
                let (mut values, mut repetitions) = (Vec::new(), Vec::new());
                for cell in cells {
                    if cell.is_empty() {
                        depths.push(0);
                        repetitions.push(0);
                    }
                    for (at, value) in cell.iter().enumerate() {
                        values.push(array(value));
                        depths.push(2);
                        repetitions.push(i16::from(at > 0));
                    }
                }
                output.typed::<ByteArrayType>().write_batch(&values, Some(&depths), Some(&repetitions))?;
            }
            ColumnForm::Number => {
                let cells: Vec<Option<f64>> = cells.map(|cell| cell.first()?.parse().ok()).collect();
                depths.extend(cells.iter().map(|cell| i16::from(cell.is_some())));
                let values: Vec<f64> = cells.into_iter().flatten().collect();
                output.typed::<DoubleType>().write_batch(&values, Some(&depths), None)?;
            }
            ColumnForm::Text => {
                let cells: Vec<Option<&String>> = cells.map(<[String]>::first).collect();
                depths.extend(cells.iter().map(|cell| i16::from(cell.is_some())));
                let values: Vec<ByteArray> = cells.into_iter().flatten().map(array).collect();
                output.typed::<ByteArrayType>().write_batch(&values, Some(&depths), None)?;
            }
        }
        Ok(())
    }
}

fn array(text: &String) -> ByteArray {
    ByteArray::from(text.as_bytes().to_vec())
}

/// Reads Parquet with columns by the names of slots.
///
/// The crate that decodes it panics on some damaged files (one in two hundred with random bytes changed).
pub fn read_parquet(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let bytes = source.read(LARGEST_FILE)?;
    let damaged = || Err(Error::malformed(Position::file(&source.name), "not readable Parquet: it is damaged"));
    attempt(|| decoded(bytes, source)).unwrap_or_else(damaged)
}

fn decoded(bytes: Vec<u8>, source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let malformed =
        |error: &ParquetError| Error::malformed(Position::file(&source.name), format!("not readable Parquet: {error}"));
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(|error| malformed(&error))?;
    let metadata = reader.metadata().file_metadata();
    let columns: Vec<String> = metadata.schema().get_fields().iter().map(|field| field.name().to_owned()).collect();
    for needed in ["predicate_id", "object_id"] {
        if !columns.iter().any(|name| name == needed) {
            let message = format!("no column {needed:?} among {}", columns.join(", "));
            return Err(
                Error::malformed(Position::file(&source.name), message).with_hint("the columns are the slots of SSSOM")
            );
        }
    }
    let said = metadata.key_value_metadata().into_iter().flatten().find(|entry| entry.key == HEAD);
    let head = match said.and_then(|entry| entry.value.as_deref()) {
        Some(yaml) if !yaml.trim().is_empty() => parse_head(yaml, &source.name)?,
        _ => Head::default(),
    };
    let mut reading = Reading::new(head);
    let mut content = 0;
    for (at, row) in reader.get_row_iter(None).map_err(|error| malformed(&error))?.enumerate() {
        let row = row.map_err(|error| malformed(&error))?;
        let values = slots_of(&row);
        content +=
            values.iter().flat_map(|(name, values)| values.iter().map(|value| name.len() + value.len())).sum::<usize>()
                + 1;
        let position = Position::file(&source.name).record(at as u64 + 1);
        if content > LARGEST_CONTENT {
            return Err(Error::malformed(position, format!("more than {LARGEST_CONTENT} bytes of content")));
        }
        if values.is_empty() {
            reading.diagnostics.push(Severity::Skipped, position, "an empty row");
        } else {
            reading.push(values, position);
        }
    }
    Ok(reading.finish())
}

fn slots_of(row: &Row) -> Slots {
    let mut slots = Slots::new();
    for (name, field) in row.get_column_iter() {
        let values: Vec<String> = match field {
            Field::ListInternal(list) => list.elements().iter().filter_map(text).collect(),
            field => text(field).into_iter().collect(),
        };
        if !values.is_empty() {
            slots.insert(name.clone(), values);
        }
    }
    slots
}

/// A value as it would stand in the table; nothing for what is not there.
fn text(field: &Field) -> Option<String> {
    let text = match field {
        Field::Null | Field::Group(_) | Field::MapInternal(_) | Field::ListInternal(_) => return None,
        Field::Str(text) => text.trim().to_owned(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).trim().to_owned(),
        Field::Float(number) if number.is_nan() => return None,
        Field::Double(number) if number.is_nan() => return None,
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}
