//! What resolvers and name servers do, in words.

use super::Entry;

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: "DNS-LITERAL",
        es: "{address} ya es una dirección: no hay nada que preguntar al [DNS](term:dns).",
        en: "{address} is an address already: there is nothing to ask the [DNS](term:dns).",
    },
    Entry {
        code: "DNS-EXPAND",
        es: "El nombre {name} tiene menos de {ndots} puntos ([ndots](term:ndots)), así que el [resolvedor](term:resolver) prueba su [lista de búsqueda](term:search-list): {candidates}.",
        en: "The name {name} has fewer than {ndots} dots ([ndots](term:ndots)), so the [resolver](term:resolver) tries its [search list](term:search-list): {candidates}.",
    },
    Entry {
        code: "DNS-EXPAND-PLAIN",
        es: "El [resolvedor](term:resolver) preguntará por {candidates}.",
        en: "The [resolver](term:resolver) will ask for {candidates}.",
    },
    Entry {
        code: "DNS-ASK",
        es: "Pregunta a {server}: ¿{kind} de {name}? {because}",
        en: "Asks {server}: {kind} of {name}? {because}",
    },
    Entry {
        code: "DNS-ANSWER",
        es: "El servidor conoce {name}: {records}. {because}",
        en: "The server knows {name}: {records}. {because}",
    },
    Entry {
        code: "DNS-NXDOMAIN",
        es: "El servidor dice que {name} no existe ([NXDOMAIN](term:nxdomain)). {because}",
        en: "The server says that {name} does not exist ([NXDOMAIN](term:nxdomain)). {because}",
    },
    Entry {
        code: "DNS-NODATA",
        es: "{name} existe, pero no tiene ningún registro {kind}. {because}",
        en: "{name} exists but has no {kind} record. {because}",
    },
    Entry {
        code: "DNS-REFUSED",
        es: "El servidor no responde de {name} ({rcode}). {because}",
        en: "The server will not speak for {name} ({rcode}). {because}",
    },
    Entry { code: "DNS-RESOLVED", es: "{name} es {addresses}.", en: "{name} is {addresses}." },
    Entry {
        code: "DNS-UNRESOLVED",
        es: "No hay manera de resolver {name} ({rcode}): sin dirección no hay conexión.",
        en: "There is no way to resolve {name} ({rcode}): without an address there is no connection.",
    },
];
