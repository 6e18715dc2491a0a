//! The languages customers are spoken to in, and how one of them is chosen.
//!
//! Knows the six there are, how platforms and browsers name them, and whose word counts first. Refuses to know a word of
//! any of them (`present::words`).

use std::fmt;
use std::str::FromStr;

/// A language that every sentence exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Language {
    /// English, also for everybody whose language we do not speak.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
    /// Japanese.
    Ja,
}

impl Language {
    /// Every language, English first.
    pub const ALL: [Language; 6] = [Language::En, Language::De, Language::Fr, Language::Es, Language::Pt, Language::Ja];

    /// The code in configuration, columns and pages (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
            Language::Fr => "fr",
            Language::Es => "es",
            Language::Pt => "pt",
            Language::Ja => "ja",
        }
    }

    /// What it is called in itself.
    pub fn name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::De => "Deutsch",
            Language::Fr => "Français",
            Language::Es => "Español",
            Language::Pt => "Português",
            Language::Ja => "日本語",
        }
    }

    /// The language of a locale, whatever its region and way of writing: `de-CH`, `pt_BR.UTF-8`, `ja`. `None` for a
    /// language we do not speak.
    pub fn from_locale(locale: &str) -> Option<Self> {
        let first = locale.trim().split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(first))
    }

    /// What a browser asks for (`Accept-Language`): the first of its languages, by its own weights, that we speak.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, Self)> = header
            .split(',')
            .take(32)
            .filter_map(|part| {
                let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
                let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok())?;
                Some((weight, Self::from_locale(tag)?)).filter(|(weight, _)| *weight > 0.0)
            })
            .collect();
        // Stable: what is wanted equally stays in the order written.
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.first().map(|(_, language)| *language)
    }

    /// The language of one person: what their platform says, else what the helpdesk says of their ticket; `None` means
    /// that their team's counts. A word that names no language of ours is no word.
    pub fn of_person(platform: Option<&str>, ticket: Option<&str>) -> Option<Self> {
        [platform, ticket].into_iter().flatten().find_map(Self::from_locale)
    }
}

/// In which words a survey is asked, decided when it is first shown; what an answer is counted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wording {
    /// The language; `None` while nobody knows it, and of surveys older than languages.
    pub language: Option<Language>,
    /// The first question's series (`Series::edition`); `None` before it is shown: then the instrument's version.
    pub edition: Option<i32>,
    /// The second question's series, likewise.
    pub follow_edition: Option<i32>,
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such language here; write \"en\", \"de\", \"fr\", \"es\", \"pt\" or \"ja\"")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|language| language.code() == code).ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_read_whatever_its_region() {
        for (locale, language) in [
            ("de-CH", Some(Language::De)),
            ("de", Some(Language::De)),
            ("PT-br", Some(Language::Pt)),
            ("pt_BR.UTF-8", Some(Language::Pt)),
            ("es-419", Some(Language::Es)),
            ("ja-JP", Some(Language::Ja)),
            ("en-GB", Some(Language::En)),
            ("nl-NL", None),
            ("denmark", None),
            ("", None),
        ] {
            assert_eq!(Language::from_locale(locale), language, "{locale}");
        }
    }

    #[test]
    fn every_language_reads_back_from_its_code() {
        for language in Language::ALL {
            assert_eq!(language.code().parse(), Ok(language));
            assert_eq!(Language::from_locale(language.code()), Some(language));
        }
        assert_eq!("DE".parse::<Language>(), Err(UnknownLanguage));
    }

    #[test]
    fn a_browser_gets_the_first_of_its_languages_that_we_speak() {
        assert_eq!(Language::accepted("nl;q=0.9, de-AT;q=0.5, ja;q=0.7, *;q=0.1"), Some(Language::Ja));
        assert_eq!(Language::accepted("fr-FR,fr;q=0.9,en;q=0.8"), Some(Language::Fr));
        assert_eq!(Language::accepted("de;q=0, nl"), None);
        assert_eq!(Language::accepted(";;;,,q=x"), None);
    }

    #[test]
    fn the_platform_counts_before_the_helpdesk() {
        assert_eq!(Language::of_person(Some("ja-JP"), Some("de")), Some(Language::Ja));
        assert_eq!(Language::of_person(Some("nl-NL"), Some("de")), Some(Language::De));
        assert_eq!(Language::of_person(None, Some("de-CH")), Some(Language::De));
        assert_eq!(Language::of_person(None, Some("nl")), None);
    }
}
