//! Mapping sets as Parquet: what is written comes back, and input that means harm is refused. Without the feature
//! `parquet` the program says so, which is tested as well.

use skillmap::exchange::{self, Format, WriteOptions};
use skillmap::fs::SourceFile;
use skillmap::model::MappingSet;

const SET: &str = "#curie_map:
#  crafts: \"https://crafts.example/\"
#  trades: \"https://trades.example/\"
#mapping_set_id: \"https://crafts.example/crosswalk\"
#license: \"https://crafts.example/licence\"
#mapping_tool: \"weaver\"
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tauthor_label\tconfidence\tcomment
crafts:1\tweave\tskos:exactMatch\ttrades:weave\tweave cloth\tsemapv:ManualMappingCuration\tAna|Ben\t0.97\t=1+1
crafts:2\tspin\tskos:closeMatch\ttrades:spin\tspin yarn\tsemapv:LexicalMatching\t\t0.5\t
crafts:3\twhittle\tskos:closeMatch\tsssom:NoTermFound\t\tsemapv:LexicalMatching\t\t\tnothing like it
";

fn set() -> MappingSet {
    let source = SourceFile::bytes("set.sssom.tsv", SET.as_bytes().to_vec());
    exchange::read_set(&source, None).expect("the set is sound").value
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_how_to_get_it() {
    let source = SourceFile::bytes("set.parquet", b"PAR1".to_vec());
    let read = exchange::read_set(&source, None).expect_err("it cannot be read");
    let written = exchange::write_set(&set(), Format::Parquet, &WriteOptions::default(), &mut Vec::new());
    for error in [read, written.expect_err("it cannot be written")] {
        assert!(error.hint().is_some_and(|hint| hint.contains("--features parquet")), "{error}");
    }
    assert!(Format::Parquet.check_built().is_err());
}

#[cfg(feature = "parquet")]
mod built {
    use proptest::prelude::*;

    use super::*;

    fn written(set: &MappingSet) -> Vec<u8> {
        let mut bytes = Vec::new();
        exchange::write_set(set, Format::Parquet, &WriteOptions::default(), &mut bytes).expect("memory can be written");
        bytes
    }

    fn read(bytes: Vec<u8>) -> skillmap::error::Result<skillmap::error::Loaded<MappingSet>> {
        exchange::read_set(&SourceFile::bytes("set.parquet", bytes), None)
    }

    fn table(set: &MappingSet) -> String {
        let mut bytes = Vec::new();
        exchange::write_set(set, Format::Sssom, &WriteOptions::default(), &mut bytes).expect("memory can be written");
        String::from_utf8(bytes).expect("tables are UTF-8")
    }

    #[test]
    fn a_set_comes_back_as_it_was() {
        let set = set();
        let again = read(written(&set)).expect("it is Parquet");
        assert!(again.diagnostics.kept().is_empty());
        assert_eq!(again.value.rows.len(), 3);
        assert_eq!(table(&again.value), table(&set));
        assert_eq!(written(&again.value), written(&set));
    }

    #[test]
    fn sets_without_rows_or_without_identifiers_can_be_read_back() {
        assert_eq!(read(written(&MappingSet::default())).expect("its columns are there").value.rows, []);
        let mut named = set();
        for row in &mut named.rows {
            (row.object.id, row.object.label) = (String::new(), "weld pipes".to_owned());
        }
        assert_eq!(read(written(&named)).expect("objects have labels").value.rows.len(), named.rows.len());
    }

    #[test]
    fn what_is_no_parquet_is_refused() {
        let whole = written(&set());
        for bytes in [Vec::new(), b"PAR1".to_vec(), b"PAR1PAR1".to_vec(), whole[..whole.len() / 2].to_vec()] {
            read(bytes).expect_err("it is not whole");
        }
    }

    proptest! {
        #[test]
        fn damaged_files_are_read_or_refused(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
            let mut bytes = written(&set());
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            let _ = read(bytes);
        }
    }
}
