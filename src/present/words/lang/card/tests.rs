//! What must be true of every line of a card in every language.

use jiff::tz::TimeZone;

use super::*;
use crate::domain::calendar::Week;
use crate::domain::stats::Estimate;

/// MEASUREMENT §3's ban list in each language, in lower case: no card argues with a textbook.
const BANNED: [(Language, &[&str]); 6] = [
    (
        Language::En,
        &["significan", "p-value", "confidence interval", "margin of error", "sigma", "sample", "statistically"],
    ),
    (
        Language::De,
        &[
            "signifikan",
            "p-wert",
            "konfidenzintervall",
            "vertrauensbereich",
            "vertrauensintervall",
            "fehlermarge",
            "fehlerspanne",
            "fehlerbereich",
            "sigma",
            "stichprobe",
            "statistisch",
        ],
    ),
    (
        Language::Fr,
        &[
            "significati",
            "valeur p",
            "valeur-p",
            "p-valeur",
            "intervalle de confiance",
            "marge d'erreur",
            "marge d’erreur",
            "sigma",
            "échantillon",
            "statistiquement",
        ],
    ),
    (
        Language::Es,
        &[
            "significativ",
            "valor p",
            "valor-p",
            "intervalo de confianza",
            "margen de error",
            "sigma",
            "la muestra",
            "una muestra",
            "muestras",
            "muestral",
            "muestreo",
            "estadísticamente",
        ],
    ),
    (
        Language::Pt,
        &[
            "significativ",
            "significância",
            "valor p",
            "valor-p",
            "intervalo de confiança",
            "margem de erro",
            "sigma",
            "amostra",
            "estatisticamente",
        ],
    ),
    (Language::Ja, &["有意", "p値", "ｐ値", "信頼区間", "誤差", "シグマ", "標本", "サンプル", "統計的"]),
];

/// What a file says, without its comments and keys.
fn texts(file: &str) -> impl Iterator<Item = String> {
    let text = |line: &str| match line.split_once(" = ") {
        Some((key, text)) if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') => text.to_lowercase(),
        _ => line.to_lowercase(),
    };
    file.lines().filter(|line| !line.starts_with('#')).map(text)
}

#[test]
fn no_sentence_in_any_language_uses_a_word_of_the_textbook() {
    for (language, banned) in BANNED {
        let of = |files: &[(Language, &'static str)]| {
            files.iter().find(|(of, _)| *of == language).map(|(_, text)| *text).unwrap()
        };
        for line in texts(of(&FILES)).chain(texts(of(&super::super::FILES))) {
            for word in banned {
                assert!(!line.contains(word), "{language}: {word:?} in {line}");
            }
        }
        for line in texts(of(&FILES)) {
            assert!(!line.contains(['!', '！', '¡']), "{language}: a card does not shout: {line}");
        }
    }
    assert_eq!(BANNED.map(|(language, _)| language), Language::ALL);
}

#[test]
fn every_line_is_made_in_every_language() {
    for voice in Language::ALL.map(Voice::of) {
        for line in Line::ALL {
            for n in [0_u64, 1, 2, 7, 1_000_000] {
                let given: Vec<(&'static str, Given)> = line.variables().iter().map(|v| (*v, n.into())).collect();
                let text = voice.tell(*line, &given);
                assert!(!text.trim().is_empty() && !text.contains(['{', '}']), "{voice:?} {}: {text}", line.id());
            }
        }
    }
}

#[test]
fn numbers_are_written_as_each_language_does() {
    let all = |voice: Voice| {
        let range = Estimate { value: 0.86, lower: 0.74, upper: 0.93 };
        [voice.whole(12_345), voice.percent(86), voice.range(&range), voice.decimal(5.7, 2), voice.points(5, 7)]
            .join(" | ")
    };
    let all = Language::ALL.map(|language| all(Voice::of(language)).replace('\u{a0}', "~").replace('\u{202f}', "^"));
    assert_eq!(
        all,
        [
            "12345 | 86 % | 74-93 % | 5.70 | 5-7",
            "12.345 | 86~% | 74–93~% | 5,70 | 5–7",
            "12^345 | 86^% | 74–93^% | 5,70 | 5–7",
            "12.345 | 86~% | 74–93~% | 5,70 | 5–7",
            "12.345 | 86% | 74–93% | 5,70 | 5–7",
            "12,345 | 86% | 74～93% | 5.70 | 5～7",
        ]
    );
}

#[test]
fn dates_are_written_as_each_language_does() {
    let of = |label: &str| label.parse::<Week>().unwrap();
    let all = Language::ALL.map(Voice::of).map(|voice| {
        let at = "2026-11-16T13:05:00Z".parse().unwrap();
        [
            voice.dates(of("2026-W47")),
            voice.dates(of("2026-W49")),
            voice.dates(of("2026-W53")),
            voice.since(of("2026-W23")),
            voice.week_number(of("2026-W47")),
            voice.local_time(at, &TimeZone::UTC),
        ]
        .join(" | ")
    });
    insta::assert_snapshot!(all.join("\n"), @r"
    16-22 Nov 2026 | 30 Nov - 6 Dec 2026 | 28 Dec 2026 - 3 Jan 2027 | 1 Jun | Week 47 | Mon 16 Nov, 13:05
    16.–22. Nov. 2026 | 30. Nov. – 6. Dez. 2026 | 28. Dez. 2026 – 3. Jan. 2027 | 1. Juni | KW 47 | Mo. 16. Nov., 13:05
    du 16 au 22 nov. 2026 | du 30 nov. au 6 déc. 2026 | du 28 déc. 2026 au 3 janv. 2027 | 1er juin | Semaine 47 | lun. 16 nov., 13:05
    16–22 nov 2026 | 30 nov – 6 dic 2026 | 28 dic 2026 – 3 ene 2027 | 1 jun | Semana 47 | lun 16 nov, 13:05
    16–22 de nov. de 2026 | 30 de nov. – 6 de dez. de 2026 | 28 de dez. de 2026 – 3 de jan. de 2027 | 1 de jun. | Semana 47 | seg. 16 de nov., 13:05
    2026年11月16日～22日 | 2026年11月30日～12月6日 | 2026年12月28日～2027年1月3日 | 6月1日 | 第47週 | 11月16日(月) 13:05
    ");
}

#[test]
fn plurals_follow_each_languages_rules() {
    let answers = |language, n: u64| Voice::of(language).tell(Line::Answers, &[("n", n.into())]);
    assert_eq!([0, 1, 2].map(|n| answers(Language::Fr, n)), ["0 réponse", "1 réponse", "2 réponses"]);
    assert_eq!([0, 1, 2].map(|n| answers(Language::De, n)), ["0 Antworten", "1 Antwort", "2 Antworten"]);
    assert_eq!(answers(Language::Es, 12_345), "12.345 respuestas");
    assert_eq!(answers(Language::Ja, 1), "1件の回答");
}
