//! Response flags in words: what each one means, and the usual mend (Envoy's `%RESPONSE_FLAGS%`).

use super::catalogue::sentence;
use super::template::{Args, text};
use malla_trace::{Fragment, Lang};

/// One flag in both languages.
struct Flag {
    flag: &'static str,
    meaning_es: &'static str,
    meaning_en: &'static str,
    mend_es: &'static str,
    mend_en: &'static str,
}

/// Nearest to the trouble first: of several flags, the first of this list is the one to talk about.
#[rustfmt::skip]
static FLAGS: &[Flag] = &[
    Flag { flag: "NC",
        meaning_es: "«no cluster»: la ruta apunta a un cluster que no existe, casi siempre un subset que ninguna DestinationRule define o un host mal escrito",
        meaning_en: "\"no cluster\": the route points to a cluster that does not exist, nearly always a subset that no DestinationRule defines or a misspelt host",
        mend_es: "Remedio: definir ese subset en la DestinationRule del host, o corregir su nombre en la ruta.",
        mend_en: "The mend: define that subset in the host's DestinationRule, or correct its name in the route." },
    Flag { flag: "NR",
        meaning_es: "«no route»: ninguna ruta de aquí sirve para esta petición",
        meaning_en: "\"no route\": no route here fits this request",
        mend_es: "Remedio: mirar el host, el camino y las condiciones del VirtualService, y que nombre a este Gateway.",
        mend_en: "The mend: check the VirtualService's hosts, paths and conditions, and that it names this Gateway." },
    Flag { flag: "UH",
        meaning_es: "«no healthy upstream»: hay cluster, pero ningún pod listo detrás",
        meaning_en: "\"no healthy upstream\": there is a cluster, but no ready pod behind it",
        mend_es: "Remedio: comparar las etiquetas del subset y del Service con las de los pods, y que estos estén Ready.",
        mend_en: "The mend: compare the labels of subset and Service with those of the pods, and see that these are Ready." },
    Flag { flag: "UF",
        meaning_es: "«upstream failure»: no hubo manera de abrir la conexión",
        meaning_en: "\"upstream failure\": the connection could not be opened",
        mend_es: "Remedio: mirar si alguien escucha en ese puerto, y si los dos extremos quieren lo mismo de TLS.",
        mend_en: "The mend: see whether anybody listens on that port, and whether both ends want the same of TLS." },
    Flag { flag: "UC",
        meaning_es: "«upstream connection termination»: el otro cortó sin contestar",
        meaning_en: "\"upstream connection termination\": the other side hung up without an answer",
        mend_es: "Remedio: mirar por qué cierra: un programa caído, otro protocolo, o STRICT frente a texto en claro.",
        mend_en: "The mend: find out why it closes: a crashed program, another protocol, or STRICT against plain text." },
    Flag { flag: "UT",
        meaning_es: "«upstream timeout»: se acabó el tiempo que da la ruta",
        meaning_en: "\"upstream timeout\": the time that the route allows is up",
        mend_es: "Remedio: dar más timeout, o que conteste antes quien tarda.",
        mend_en: "The mend: allow a longer timeout, or make the slow one answer sooner." },
    Flag { flag: "FI",
        meaning_es: "«fault injected»: este error está pedido a propósito, en fault.abort",
        meaning_en: "\"fault injected\": this error was asked for, in fault.abort",
        mend_es: "Remedio: quitar el fault cuando acabe el experimento.",
        mend_en: "The mend: take the fault away when the experiment is over." },
    Flag { flag: "DI",
        meaning_es: "«delay injected»: se retuvo a propósito, por fault.delay",
        meaning_en: "\"delay injected\": it was held back on purpose, by fault.delay",
        mend_es: "Remedio: quitar el fault cuando acabe el experimento.",
        mend_en: "The mend: take the fault away when the experiment is over." },
    Flag { flag: "URX",
        meaning_es: "«upstream retry limit exceeded»: se gastaron los reintentos",
        meaning_en: "\"upstream retry limit exceeded\": the retries are used up",
        mend_es: "Remedio: mirar por qué fallaba cada intento.",
        mend_en: "The mend: find out why every try failed." },
];

/// The flag to talk about, out of a list as the access log prints it (`UF,URX`).
fn main_flag(flags: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|known| flags.split(',').any(|flag| flag == known.flag))
}

/// What a list of flags means; the list itself where none of them is known.
pub(super) fn meaning(flags: &str, lang: Lang) -> String {
    main_flag(flags).map_or(flags, |flag| lang.pick(flag.meaning_es, flag.meaning_en)).to_owned()
}

/// The glossary's name for the flag to talk about.
pub(super) fn term_of(flags: &str) -> String {
    main_flag(flags).map_or(flags, |flag| flag.flag).to_lowercase()
}

/// Whether the trouble is with somebody upstream, so that it helps to say with whom.
pub(super) fn is_upstream(flags: &str) -> bool {
    main_flag(flags).is_some_and(|flag| !matches!(flag.flag, "NR" | "FI" | "DI"))
}

/// What usually helps, and what the other flags of the list add; `None` when no flag of it is known.
pub(super) fn mend(flags: &str, lang: Lang) -> Option<(Fragment, Vec<Fragment>)> {
    let main = main_flag(flags)?;
    let others = flags.split(',').filter(|flag| *flag != main.flag);
    let more = others.filter_map(|flag| match flag {
        "URX" => Some("FLAG-MORE-RETRIED"),
        "DI" => Some("FLAG-MORE-DELAYED"),
        _ => None,
    });
    let more = more.flat_map(|code| sentence(code, lang, &Args::default()).fragments).collect();
    Some((text(lang.pick(main.mend_es, main.mend_en)), more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_flags_the_one_nearest_to_the_trouble_is_told() {
        assert!(meaning("UF,URX", Lang::En).starts_with("\"upstream failure\""));
        assert!(meaning("DI,UT", Lang::Es).starts_with("«upstream timeout»"));
        assert_eq!(meaning("XX", Lang::En), "XX");
        let (_, more) = mend("UF,URX", Lang::En).unwrap();
        assert_eq!(more.len(), 3);
        assert_eq!(mend("XX", Lang::En), None);
    }

    #[test]
    fn every_flag_speaks_both_languages() {
        for flag in FLAGS {
            assert_ne!(flag.meaning_es, flag.meaning_en, "{}", flag.flag);
            assert!(flag.mend_es.ends_with('.') && flag.mend_en.ends_with('.'), "{}", flag.flag);
            assert!(super::super::term(&flag.flag.to_lowercase(), Lang::Es).is_some(), "{} is no term", flag.flag);
        }
    }
}
