//! `[[person]]`: several identities that are one person's.
//!
//! Knows that an identity belongs to one person only. Refuses to guess who is whom.

use super::layers::Table;
use super::team::Unique;
use crate::domain::ids::Identity;

/// Every `[[person]]`: the identities of each.
pub(super) fn people(root: &Table<'_>) -> Vec<Vec<Identity>> {
    let mut taken = Unique::new("one identity is one person's only");
    let mut people = Vec::new();
    for field in root.get("person").and_then(|f| f.list()).unwrap_or_default() {
        let Some(table) = field.table(&["identities"]) else { continue };
        let Some(list) = table.need("identities", "name the accounts of one person: [\"slack:U01\", \"discord:22\"]")
        else {
            continue;
        };
        let mut person = Vec::new();
        for member in list.list().unwrap_or_default() {
            if let Some(identity) = member.parsed::<Identity>() {
                taken.add(&member, &identity.to_string());
                person.push(identity);
            }
        }
        if person.len() < 2 {
            list.refuse("links nothing; name two or more accounts of one person");
            continue;
        }
        people.push(person);
    }
    people
}
