//! Why something is so, in words.

use super::Entry;

pub(super) static ENTRIES: &[Entry] = &[
    Entry { code: "CAUSE-WRITTEN", es: "Lo dice {object}, {place}.", en: "{object} says so, {place}." },
    Entry {
        code: "CAUSE-DEFAULTED",
        es: "Nadie escribió {path} en {object}; vale el valor por defecto ({rule}). Lo más cerca escrito: {place}.",
        en: "Nobody wrote {path} in {object}; the default holds ({rule}). The nearest written line: {place}.",
    },
    Entry {
        code: "CAUSE-ALLOCATED",
        es: "{by} eligió {path} para {object}. Lo más cerca escrito: {place}.",
        en: "{by} chose {path} for {object}. The nearest written line: {place}.",
    },
    Entry { code: "CAUSE-DERIVED", es: "Lo hizo {by}.", en: "{by} made it." },
    Entry { code: "CAUSE-DERIVED-FROM", es: "{by} lo sacó de {sources}.", en: "{by} made it from {sources}." },
    Entry { code: "CAUSE-DERIVED-FACT", es: "Por qué ({by}): {fact}.", en: "Why ({by}): {fact}." },
    Entry {
        code: "CAUSE-DERIVED-FACT-FROM",
        es: "Por qué ({by}): {fact}. Sale de {sources}.",
        en: "Why ({by}): {fact}. It comes from {sources}.",
    },
    Entry { code: "CAUSE-BUILTIN", es: "Es así: {fact}.", en: "It is so: {fact}." },
    Entry { code: "CAUSE-CHANCE", es: "Lo decidió el azar ({stream}).", en: "Chance decided ({stream})." },
    Entry { code: "CAUSE-TIME", es: "Lo decidió el reloj ({timer}).", en: "The clock decided ({timer})." },
    Entry {
        code: "DRAW-PROBABILITY",
        es: " Tenía una probabilidad de {probability} y esta vez salió.",
        en: " It had a probability of {probability}, and this time it came up.",
    },
    Entry {
        code: "DRAW-NUMBER",
        es: " [numgen](term:numgen) sacó el {outcome} al azar, de {of} números igual de probables.",
        en: " [numgen](term:numgen) drew {outcome} at random, of {of} numbers each as likely.",
    },
];
