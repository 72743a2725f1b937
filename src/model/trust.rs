//! What speaks for a credential: who stands behind it, whether it carries a proof, until when it holds.
//!
//! Trust is told beside the mappings and never mixed into their confidence: whether a badge means welding and
//! whether the badge can be believed are two questions. Only the signature of a token is ever checked, and only when the
//! program was built for it.

use serde::{Deserialize, Serialize};

/// A person or organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    /// Identifier or address, when given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name, when given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Whether a credential carries a proof.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// None.
    #[default]
    Absent,
    /// There is one; nobody checked it.
    PresentUnverified,
    /// Its signature was made by the key that [`Signature::key`] tells of.
    Verified,
    /// Its signature was not made by its key, or these are not the words that were signed.
    Invalid,
}

/// What came of checking a signature, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureResult {
    /// The key made it.
    Verified,
    /// Nothing is known.
    NotChecked,
    /// The key did not make it.
    Invalid,
}

/// Whose the key is that made a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyOwner {
    /// The caller vouches for it.
    Given,
    /// The credential names it as its issuer.
    Issuer,
    /// It came with the file: nothing was changed since somebody signed, who may be anybody.
    File,
}

/// What came of checking the signature of a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The answer.
    pub result: SignatureResult,
    /// Why it is not verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whose the key is, when it is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyOwner>,
}

/// Who says that a credential stands for a skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssertedBy {
    /// Whoever issues or publishes the document.
    Issuer,
    /// Somebody else.
    ThirdParty,
}

/// A statement that a credential may have been withdrawn, and where that can be looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeclaredStatus {
    /// Kind of list, as named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// How somebody other than the issuer stands to a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recognition {
    /// Accredits it.
    AccreditedBy,
    /// Approves it, also by putting it on a list of eligible providers.
    ApprovedBy,
    /// Recognises it.
    RecognizedBy,
    /// Regulates it.
    RegulatedBy,
}

/// Somebody who accredits, approves, recognises or regulates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recogniser {
    /// What it does.
    pub relation: Recognition,
    /// Who it is.
    #[serde(flatten)]
    pub party: Party,
}

/// What speaks for a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trust {
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Party>,
    /// Whether it carries a proof.
    pub proof: Proof,
    /// Kinds of the proofs, such as `DataIntegrityProof eddsa-rdfc-2022` or `JWT RS256`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proof_kinds: Vec<String>,
    /// What came of checking its signature, when it carries a proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// From when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    /// Until when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Whether it had expired on the day that the caller named; absent when none was named or none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired: Option<bool>,
    /// Where its withdrawal would be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<DeclaredStatus>,
    /// Whether it is still awarded, in the words of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub life_cycle: Option<String>,
    /// How many endorsements it carries.
    pub endorsements: usize,
    /// How many pieces of evidence it carries.
    pub evidence: usize,
    /// Who says which skills it stands for, when it says any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment_source: Option<AssertedBy>,
    /// Who accredits, approves, recognises or regulates it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recognition: Vec<Recogniser>,
    /// Its identifier in a registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry_id: Option<String>,
}

impl Trust {
    /// Says whether the credential had expired on a day, given as `2026-01-31`; the day it names still counts.
    pub fn judge_on(&mut self, day: &str) {
        let expires = self.expires.as_deref().and_then(day_of);
        self.expired = expires.zip(day_of(day)).map(|(expires, day)| expires < day);
    }
}

/// The day that a date or moment begins with.
pub fn day_of(moment: &str) -> Option<&str> {
    let day = moment.get(..10)?;
    let shape = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    day.bytes().enumerate().all(shape).then_some(day)
}

/// The day that is so many days after 1970-01-01, as it is written: `2026-01-31`.
///
/// Years begin in March here, so that a leap day is the last of its year.
pub fn day_after_epoch(days: u64) -> String {
    const DAYS_OF_ERA: u64 = 146_097;
    let days = days + 719_468;
    let (era, day) = (days / DAYS_OF_ERA, days % DAYS_OF_ERA);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, turn) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let cases = [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_454, "2026-01-01"),
        ];
        for (days, day) in cases {
            assert_eq!(day_after_epoch(days), day);
        }
    }

    #[test]
    fn a_credential_expires_only_against_a_day_that_is_given() {
        let mut trust = Trust { expires: Some("2026-01-31T12:00:00Z".to_owned()), ..Trust::default() };
        assert_eq!(trust.expired, None);
        for (day, expired) in
            [("2026-01-30", Some(false)), ("2026-01-31", Some(false)), ("2026-02-01", Some(true)), ("soon", None)]
        {
            trust.judge_on(day);
            assert_eq!(trust.expired, expired, "{day}");
        }
        trust.expires = Some("never".to_owned());
        trust.judge_on("2026-02-01");
        assert_eq!(trust.expired, None);
    }
}
