//! Every sentence about a step, a conversation or an end, in Spanish and English. Arguments are filled by the module
//! that picks the code; links to the glossary are written in the text.

use super::template::{Args, fill};
use malla_trace::{Lang, Sentence};

/// One sentence in both languages.
struct Entry {
    code: &'static str,
    es: &'static str,
    en: &'static str,
}

/// The sentence of that code in that language. A code without an entry prints itself: the test that walks every code
/// keeps that from reaching a reader.
pub(super) fn sentence(code: &str, lang: Lang, args: &Args) -> Sentence {
    let template = find(code).map_or(code, |entry| lang.pick(entry.es, entry.en));
    fill(code, template, args)
}

fn find(code: &str) -> Option<&'static Entry> {
    TABLES.iter().flat_map(|table| table.iter()).find(|entry| entry.code == code)
}

static TABLES: [&[Entry]; 6] = [NET, DNS, PROXY, APP, TRACE, CAUSE];

static NET: &[Entry] = &[
    Entry { code: "NET-ARRIVE", es: "Entra por {interface}: {packet}.", en: "Comes in by {interface}: {packet}." },
    Entry {
        code: "NET-ORIGINATE",
        es: "Lo envía un programa de esta misma máquina: {packet}.",
        en: "A program on this very machine sends it: {packet}.",
    },
    Entry {
        code: "NET-TRACK-NEW",
        es: "[conntrack](term:conntrack) no lo conoce: abre una conexión nueva (NEW), así que las reglas de [nat](term:nat) lo mirarán.",
        en: "[conntrack](term:conntrack) does not know it: it opens a new connection (NEW), so the [nat](term:nat) rules will look at it.",
    },
    Entry {
        code: "NET-TRACK-ESTABLISHED",
        es: "[conntrack](term:conntrack) lo reconoce: sigue una conexión ya abierta (ESTABLISHED). Las reglas de nat no se vuelven a consultar.",
        en: "[conntrack](term:conntrack) knows it: it continues an open connection (ESTABLISHED). The nat rules are not asked again.",
    },
    Entry {
        code: "NET-TRACK-REPLY",
        es: "[conntrack](term:conntrack) lo reconoce: es la [respuesta](term:conntrack-reply) de una conexión que pasó por aquí. Desharé lo que se cambió a la ida.",
        en: "[conntrack](term:conntrack) knows it: the [reply](term:conntrack-reply) of a connection that came through here. What was changed on the way out is undone.",
    },
    Entry {
        code: "NET-TRACK-RELATED",
        es: "[conntrack](term:conntrack) ve que habla de otra conexión (RELATED): es un aviso de error sobre ella.",
        en: "[conntrack](term:conntrack) sees that it is about another connection (RELATED): an error report on it.",
    },
    Entry {
        code: "NET-TRACK-INVALID",
        es: "[conntrack](term:conntrack) no le encuentra sentido (INVALID): ni abre una conexión ni sigue ninguna.",
        en: "[conntrack](term:conntrack) can make no sense of it (INVALID): it neither opens a connection nor continues one.",
    },
    Entry {
        code: "NET-TRACK-UNTRACKED",
        es: "Una regla de raw pidió que [conntrack](term:conntrack) no lo siguiera.",
        en: "A raw rule asked [conntrack](term:conntrack) not to follow it.",
    },
    Entry {
        code: "NET-DNAT-KEPT",
        es: "La conexión ya tiene decidido su destino ([DNAT](term:dnat)): {from} pasa a ser {to}. {because}",
        en: "The connection's destination is already decided ([DNAT](term:dnat)): {from} becomes {to}. {because}",
    },
    Entry {
        code: "NET-SNAT-KEPT",
        es: "La conexión ya tiene decidido su origen ([SNAT](term:snat)): {from} pasa a ser {to}. {because}",
        en: "The connection's source is already decided ([SNAT](term:snat)): {from} becomes {to}. {because}",
    },
    Entry {
        code: "NET-DNAT-UNDONE",
        es: "La respuesta recupera el origen que el otro espera: {from} vuelve a ser {to}. Quien preguntó ni se entera del [DNAT](term:dnat). {because}",
        en: "The reply gets back the source that the other side expects: {from} becomes {to} again. Whoever asked never notices the [DNAT](term:dnat). {because}",
    },
    Entry {
        code: "NET-SNAT-UNDONE",
        es: "La respuesta vuelve a quien preguntó de verdad: el destino {from} recupera su valor {to}. Por eso el [SNAT](term:snat) obliga a volver por aquí. {because}",
        en: "The reply goes back to whoever really asked: destination {from} becomes {to} again. That is why [SNAT](term:snat) forces it back through here. {because}",
    },
    Entry {
        code: "NET-RULE-NONE",
        es: "La regla {number} de {chain} coincide, pero no tiene objetivo: solo cuenta. {because}",
        en: "Rule {number} of {chain} matches but has no target: it only counts. {because}",
    },
    Entry {
        code: "NET-RULE-JUMP",
        es: "Coincide la regla {number} de {chain} y el paquete salta a la [cadena](term:chain) {target}.{draw} {because}",
        en: "Rule {number} of {chain} matches and the packet jumps to the [chain](term:chain) {target}.{draw} {because}",
    },
    Entry {
        code: "NET-RULE-GOTO",
        es: "Coincide la regla {number} de {chain} y el paquete va a la [cadena](term:chain) {target}, sin vuelta.{draw} {because}",
        en: "Rule {number} of {chain} matches and the packet goes to the [chain](term:chain) {target}, not to return.{draw} {because}",
    },
    Entry {
        code: "NET-RULE-RETURN",
        es: "La regla {number} de {chain} lo devuelve a la cadena que la llamó. {because}",
        en: "Rule {number} of {chain} returns it to the chain that called. {because}",
    },
    Entry {
        code: "NET-RULE-ACCEPT",
        es: "La regla {number} de {chain} lo acepta. {because}",
        en: "Rule {number} of {chain} accepts it. {because}",
    },
    Entry {
        code: "NET-RULE-DROP",
        es: "La regla {number} de {chain} lo tira sin avisar: quien lo envió esperará en vano. {because}",
        en: "Rule {number} of {chain} drops it without a word: its sender will wait in vain. {because}",
    },
    Entry {
        code: "NET-RULE-REJECT",
        es: "La regla {number} de {chain} lo rechaza y avisa al remitente con {with}. {because}",
        en: "Rule {number} of {chain} rejects it and tells the sender with {with}. {because}",
    },
    Entry {
        code: "NET-RULE-DNAT",
        es: "[DNAT](term:dnat): el destino {from} pasa a ser {to}. Aquí la dirección del servicio, que no es de nadie, se cambia por la de un pod de verdad. {because}",
        en: "[DNAT](term:dnat): destination {from} becomes {to}. Here the Service's address, which is nobody's, is swapped for a real pod's. {because}",
    },
    Entry {
        code: "NET-RULE-SNAT",
        es: "[SNAT](term:snat): el origen {from} pasa a ser {to}. {because}",
        en: "[SNAT](term:snat): source {from} becomes {to}. {because}",
    },
    Entry {
        code: "NET-RULE-MASQUERADE",
        es: "[MASQUERADE](term:masquerade): el origen {from} pasa a ser {to}, la dirección de esta máquina, para que la respuesta tenga que volver por aquí. {because}",
        en: "[MASQUERADE](term:masquerade): source {from} becomes {to}, this machine's own address, so that the answer has to come back through here. {because}",
    },
    Entry {
        code: "NET-RULE-REDIRECT",
        es: "REDIRECT: el destino {from} pasa a ser {to}, esta misma máquina. {because}",
        en: "REDIRECT: destination {from} becomes {to}, this very machine. {because}",
    },
    Entry {
        code: "NET-RULE-MARK",
        es: "La regla {number} de {chain} pone la [marca](term:mark) {mark} al paquete: una nota para POSTROUTING, que no sale de esta máquina. {because}",
        en: "Rule {number} of {chain} puts the [mark](term:mark) {mark} on the packet: a note to POSTROUTING that never leaves this machine. {because}",
    },
    Entry {
        code: "NET-RULE-OTHER",
        es: "La regla {number} de {chain} ({name}) coincide sin cambiar el camino. {because}",
        en: "Rule {number} of {chain} ({name}) matches without changing the way. {because}",
    },
    Entry {
        code: "NET-POLICY-ACCEPT",
        es: "Ninguna regla de {table} {chain} dijo que no: vale la política de la cadena, ACCEPT.",
        en: "No rule of {table} {chain} said no: the chain's policy holds, ACCEPT.",
    },
    Entry {
        code: "NET-POLICY-DROP",
        es: "Ninguna regla de {table} {chain} lo aceptó: vale la política de la cadena, DROP. El paquete desaparece.",
        en: "No rule of {table} {chain} accepted it: the chain's policy holds, DROP. The packet vanishes.",
    },
    Entry {
        code: "NET-ROUTE-LOCAL",
        es: "El [encaminamiento](term:route) decide: {dst} es una dirección de esta máquina. Se queda aquí.",
        en: "[Routing](term:route) decides: {dst} is this machine's own address. It stays here.",
    },
    Entry {
        code: "NET-ROUTE-VIA",
        es: "El [encaminamiento](term:route) decide: para {dst} vale la ruta {prefix}, por {via} y el dispositivo {interface}. {because}",
        en: "[Routing](term:route) decides: for {dst} the route {prefix} holds, via {via} and device {interface}. {because}",
    },
    Entry {
        code: "NET-ROUTE-LINK",
        es: "El [encaminamiento](term:route) decide: {dst} está al otro lado de {interface} (ruta {prefix}). {because}",
        en: "[Routing](term:route) decides: {dst} is at the other end of {interface} (route {prefix}). {because}",
    },
    Entry {
        code: "NET-NO-ROUTE",
        es: "No hay ruta para {dst}: nadie sabe por dónde se va.",
        en: "There is no route to {dst}: nobody knows the way.",
    },
    Entry {
        code: "NET-DEPART",
        es: "Sale por {interface} hacia {next}: {packet}.",
        en: "Leaves by {interface} towards {next}: {packet}.",
    },
    Entry {
        code: "NET-DELIVER",
        es: "Ha llegado: en {socket} escucha un programa. {because}",
        en: "It has arrived: a program listens on {socket}. {because}",
    },
    Entry {
        code: "NET-NO-SOCKET",
        es: "En {dst} no escucha nadie: la máquina responde {with}. «Conexión rechazada».",
        en: "Nobody listens on {dst}: the machine answers {with}. \"Connection refused\".",
    },
    Entry {
        code: "NET-ICMP",
        es: "La máquina avisa con un error ICMP: {with}.",
        en: "The machine reports an ICMP error: {with}.",
    },
    Entry {
        code: "NET-EXPIRED",
        es: "Se acabó el [TTL](term:ttl): el paquete daba vueltas.",
        en: "The [TTL](term:ttl) ran out: the packet was going in circles.",
    },
    Entry {
        code: "NET-NO-NEIGHBOUR",
        es: "Nadie en esa red responde por {address}: el paquete se pierde y quien lo envió esperará en vano.",
        en: "Nobody on that network answers for {address}: the packet is lost and its sender waits in vain.",
    },
];

static DNS: &[Entry] = &[
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

static PROXY: &[Entry] = &[
    Entry {
        code: "PROXY-ACCEPT",
        es: "El [proxy](term:proxy) acepta la conexión en {listener}. {because}",
        en: "The [proxy](term:proxy) accepts the connection on {listener}. {because}",
    },
    Entry {
        code: "PROXY-VHOST",
        es: "Por la cabecera Host elige el [host virtual](term:virtual-host) {domain}. {because}",
        en: "By the Host header it chooses the [virtual host](term:virtual-host) {domain}. {because}",
    },
    Entry {
        code: "PROXY-ROUTE",
        es: "Coincide la regla {condition}: la petición va a {cluster}. {because}",
        en: "The rule {condition} matches: the request goes to {cluster}. {because}",
    },
    Entry {
        code: "PROXY-NO-ROUTE",
        es: "Ninguna regla del proxy sirve para esta petición: responderá 404. {because}",
        en: "No rule of the proxy fits this request: it will answer 404. {because}",
    },
    Entry {
        code: "PROXY-WEIGHTED",
        es: "Los pesos deciden: esta vez toca {cluster} ({draw}). {because}",
        en: "The weights decide: this time it is {cluster} ({draw}). {because}",
    },
    Entry {
        code: "PROXY-ENDPOINT",
        es: "Reparte con {policy} entre {of}: esta vez toca {endpoint}. {because}",
        en: "Balances with {policy} among {of}: this time it is {endpoint}. {because}",
    },
    Entry {
        code: "PROXY-NO-ENDPOINT",
        es: "{cluster} no tiene a nadie detrás. {because}",
        en: "{cluster} has nobody behind it. {because}",
    },
    Entry {
        code: "PROXY-UPSTREAM-FAILED",
        es: "El proxy no consiguió llegar a {cluster} ({flag}). {because}",
        en: "The proxy could not reach {cluster} ({flag}). {because}",
    },
    Entry {
        code: "PROXY-CONNECT",
        es: "El proxy abre su propia conexión hacia {upstream}: lo que venga detrás ya no ve al cliente, solo al proxy. {because}",
        en: "The proxy opens a connection of its own to {upstream}: whoever is behind sees the proxy now, not the client. {because}",
    },
    Entry {
        code: "PROXY-REWRITE",
        es: "El proxy cambia la petición. {because}",
        en: "The proxy changes the request. {because}",
    },
    Entry {
        code: "PROXY-PLAIN",
        es: "Esta conexión va sin cifrar. {because}",
        en: "This connection is plain text. {because}",
    },
    Entry {
        code: "PROXY-TLS",
        es: "Esta conexión va por TLS: {client} habla con {server}. {because}",
        en: "This connection is TLS: {client} talks to {server}. {because}",
    },
    Entry {
        code: "PROXY-HANDSHAKE-FAILED",
        es: "Los dos extremos no se ponen de acuerdo en cómo proteger la conexión ({reason}), y el proxy la cierra. {because}",
        en: "The two ends cannot agree on how to secure the connection ({reason}), and the proxy closes it. {because}",
    },
    Entry {
        code: "PROXY-DELAY",
        es: "El proxy retiene la petición {seconds} s, porque así se le ha pedido. {because}",
        en: "The proxy holds the request back for {seconds} s, because it was asked to. {because}",
    },
    Entry {
        code: "PROXY-RESPOND",
        es: "El proxy responde él mismo: {status}. {because}",
        en: "The proxy answers by itself: {status}. {because}",
    },
    Entry {
        code: "PROXY-RELAY",
        es: "El proxy devuelve al cliente lo que le contestaron.",
        en: "The proxy hands the client what it was answered.",
    },
];

static APP: &[Entry] = &[
    Entry {
        code: "APP-BEGIN",
        es: "Alguien escribe {url} y pulsa Intro. Empieza el viaje.",
        en: "Somebody types {url} and presses Enter. The journey begins.",
    },
    Entry { code: "APP-RECEIVE", es: "{program} recibe {what}.", en: "{program} receives {what}." },
    Entry {
        code: "APP-NEED",
        es: "Para contestar necesita su {role}: llamará a {target}. {because}",
        en: "To answer it needs its {role}: it will call {target}. {because}",
    },
    Entry { code: "APP-GOT", es: "Ya tiene lo que pidió a su {role}.", en: "It has what it asked of its {role}." },
    Entry {
        code: "APP-LACKS",
        es: "No ha conseguido hablar con su {role} en {target}. {because}",
        en: "It could not talk to its {role} at {target}. {because}",
    },
    Entry { code: "APP-ANSWER", es: "{program} contesta {status} {what}.", en: "{program} answers {status} {what}." },
    Entry {
        code: "APP-FINISH",
        es: "Respuesta recibida: {status}. Fin del viaje.",
        en: "Answer received: {status}. The end of the journey.",
    },
    Entry {
        code: "APP-GIVE-UP",
        es: "Se cansa de esperar ({seconds} s) y se rinde.",
        en: "It is tired of waiting ({seconds} s) and gives up.",
    },
];

static TRACE: &[Entry] = &[
    Entry { code: "LEG-RESOLVE", es: "{from} pregunta por {name}", en: "{from} asks for {name}" },
    Entry { code: "LEG-CONNECT", es: "{from} llama a {to}", en: "{from} calls {to}" },
    Entry { code: "HOP-PASS", es: "deja pasar {packet}", en: "lets {packet} through" },
    Entry { code: "HOP-SEND", es: "envía {packet}", en: "sends {packet}" },
    Entry { code: "HOP-RECEIVE", es: "recibe {packet}", en: "receives {packet}" },
    Entry { code: "HOP-REWRITE", es: "{changes}", en: "{changes}" },
    Entry { code: "HOP-LOST", es: "aquí se pierde {packet}", en: "{packet} is lost here" },
    Entry { code: "HOP-REFUSED", es: "aquí se rechaza {packet}", en: "{packet} is refused here" },
    Entry { code: "HOP-ASK", es: "pregunta: {name}", en: "asks: {name}" },
    Entry { code: "HOP-TELL", es: "responde: {records}", en: "answers: {records}" },
    Entry {
        code: "VERDICT-OK",
        es: "La petición llegó y volvió: {status}, servida por {server}.",
        en: "The request arrived and came back: {status}, served by {server}.",
    },
    Entry {
        code: "VERDICT-ERROR",
        es: "Volvió una respuesta, pero de error: {status}. Quien contestó: {server}. {blame}",
        en: "An answer came back, but an error: {status}. Answered by {server}. {blame}",
    },
    Entry { code: "VERDICT-DELIVERED", es: "La conexión llegó a {server}.", en: "The connection reached {server}." },
    Entry {
        code: "VERDICT-DROPPED",
        es: "El paquete se perdió en {where} ({reason}): el cliente espera en vano. {blame}",
        en: "The packet was lost at {where} ({reason}): the client waits in vain. {blame}",
    },
    Entry {
        code: "VERDICT-REJECTED",
        es: "{where} rechazó la conexión ({reason}). {blame}",
        en: "{where} refused the connection ({reason}). {blame}",
    },
    Entry {
        code: "VERDICT-TIMED-OUT",
        es: "No volvió nada: se acabó el tiempo. {blame}",
        en: "Nothing came back: time ran out. {blame}",
    },
    Entry {
        code: "VERDICT-LOOPED",
        es: "El paquete daba vueltas y lo paramos. {blame}",
        en: "The packet was going in circles and was stopped. {blame}",
    },
    Entry {
        code: "VERDICT-UNRESOLVED",
        es: "El nombre no se pudo resolver ({reason}), así que nunca salió la petición. {blame}",
        en: "The name could not be resolved ({reason}), so the request never left. {blame}",
    },
    Entry {
        code: "BLAME-CALLER",
        es: " {caller} llamaba a {target}: {because}",
        en: " {caller} was calling {target}: {because}",
    },
    Entry {
        code: "NEAR-SERVICE-PORT",
        es: " {address} es {service}, pero ese servicio no publica el puerto {called}: publica {offers} {place}.",
        en: " {address} is {service}, but that Service does not publish port {called}: it publishes {offers} {place}.",
    },
    Entry {
        code: "NEAR-TRANSLATED",
        es: " Llegó ahí porque una regla cambió su destino por {to}. {because}",
        en: " It got there because a rule changed its destination to {to}. {because}",
    },
    Entry {
        code: "NEAR-NO-POD",
        es: " {address} sería de un pod, pero hoy ningún pod tiene esa dirección: las direcciones de los pods cambian cada vez que nacen.",
        en: " {address} would be a pod's, but today no pod has that address: pods get a new one every time they are born.",
    },
    Entry {
        code: "CONSIDERED",
        es: "{what} no: {condition} pide {wanted} y encontró {found}.",
        en: "{what} no: {condition} wants {wanted} and found {found}.",
    },
];

static CAUSE: &[Entry] = &[
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
];

#[cfg(test)]
mod tests {
    use super::super::template::{placeholders, terms};
    use super::*;

    #[test]
    fn both_languages_take_the_same_arguments_and_every_code_is_there_once() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in TABLES.iter().flat_map(|t| t.iter()) {
            assert!(seen.insert(entry.code), "{} twice", entry.code);
            assert_eq!(placeholders(entry.es), placeholders(entry.en), "{}", entry.code);
        }
    }

    #[test]
    fn every_linked_term_is_in_the_glossary_in_both_languages() {
        for entry in TABLES.iter().flat_map(|t| t.iter()) {
            for lang in Lang::ALL {
                for term in terms(lang.pick(entry.es, entry.en)) {
                    assert!(super::super::term(term, lang).is_some(), "{}: {term}", entry.code);
                }
            }
        }
    }
}
