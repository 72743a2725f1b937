#!/bin/sh
# A researcher's day: map one taxonomy onto another, review it in a spreadsheet, run it again on a new version,
# evaluate, and publish. Run it in a folder that holds the other files of this one, with SKILLMAP_WORKSPACE set to an
# empty folder. A status of 1 says: done, but look at what was listed.
set -eu
look() { "$@" || [ $? -eq 1 ]; }

# Load the taxonomy that is mapped onto.
skillmap taxonomy add trades@1 trades-1.csv

# Map the other one onto it, every concept by its label and definition.
skillmap map crafts.csv --taxonomy trades@1 --id-column id --title-column label --text-column definition \
  --min-confidence 0.05 --top 3 --format jsonl -o mapped-1.jsonl
look skillmap convert mapped-1.jsonl --concepts -o crosswalk-1.sssom.tsv

# What should be looked at first, as a table for a spreadsheet. decisions-ana.csv and decisions-ben.csv are such
# tables, filled in.
skillmap review queue crosswalk-1.sssom.tsv -o to-review.csv
look skillmap review agreement decisions-ana.csv decisions-ben.csv -o differing.csv

# Ana's decisions are kept, and laid over what the machine proposed.
look skillmap review apply crosswalk-1.sssom.tsv decisions-ana.csv -o reviewed-1.sssom.tsv
skillmap review list

# A new version of the taxonomy: the decisions still count, and what they have lost is listed.
skillmap taxonomy add trades@2 trades-2.csv
skillmap map crafts.csv --taxonomy trades@2 --id-column id --title-column label --text-column definition \
  --min-confidence 0.05 --top 3 --format jsonl -o mapped-2.jsonl
look skillmap convert mapped-2.jsonl --concepts -o crosswalk-2.sssom.tsv
look skillmap review apply crosswalk-2.sssom.tsv --to-taxonomy trades@2 -o reviewed-2.sssom.tsv
look skillmap diff reviewed-1.sssom.tsv reviewed-2.sssom.tsv

# How good the matching is, against sentences whose concepts are known.
skillmap eval sentences gold.csv --taxonomy trades@2

# Publish it in the form that each reader wants.
look skillmap convert reviewed-2.sssom.tsv --to sssom-json -o reviewed.sssom.json
look skillmap convert reviewed-2.sssom.tsv -o reviewed.ttl
look skillmap convert reviewed-2.sssom.tsv -o reviewed.nt
look skillmap convert reviewed-2.sssom.tsv --to jskos -o reviewed.jskos.json
look skillmap convert reviewed-2.sssom.tsv --to case --written-on 2026-01-31 -o reviewed.case.json
look skillmap convert reviewed-2.sssom.tsv --to alignment-map -o reviewed.ctdl.json
