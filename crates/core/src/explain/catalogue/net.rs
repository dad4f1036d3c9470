//! What a network namespace does, in words.

use super::Entry;

pub(super) static ENTRIES: &[Entry] = &[
    Entry { code: "NET-ARRIVE", es: "Entra por {interface}: {packet}.", en: "Comes in by {interface}: {packet}." },
    Entry {
        code: "NET-ORIGINATE",
        es: "Lo envía un programa de esta misma máquina{packet}.",
        en: "A program on this very machine sends it{packet}.",
    },
    Entry {
        code: "NET-ORIGINATE-SIDECAR",
        es: "Lo envía el [Envoy](term:envoy) de este pod, que corre como usuario [1337](term:proxy-user){packet}.",
        en: "The [Envoy](term:envoy) of this pod sends it, running as user [1337](term:proxy-user){packet}.",
    },
    Entry {
        code: "NET-ORIGINATE-PART",
        es: "Lo envía el contenedor {part} de este pod{packet}.",
        en: "The container {part} of this pod sends it{packet}.",
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
        code: "NET-CAPTURE-OUT",
        es: "Media vuelta: lo que la app envía a {from} va a {to}, el [Envoy](term:envoy) de este mismo pod, y la app no se entera. Eso es un [man in the middle](term:man-in-the-middle). {because}",
        en: "About turn: what the app sends to {from} goes to {to}, the [Envoy](term:envoy) of this very pod, and the app does not notice. That is a [man in the middle](term:man-in-the-middle). {because}",
    },
    Entry {
        code: "NET-CAPTURE-IN",
        es: "Lo que viene para {from} va antes a {to}, el [Envoy](term:envoy) de este pod; la app recibirá lo que él le pase. {because}",
        en: "What comes for {from} goes to {to} first, the [Envoy](term:envoy) of this pod; the app will get what it hands on. {because}",
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
        code: "NET-LOOKUP-FOUND",
        es: "La regla busca {key} en el [mapa](term:verdict-map) {set} y lo encuentra a la primera, sin recorrer nada: {member}. {because}",
        en: "The rule looks {key} up in the [map](term:verdict-map) {set} and finds it at once, walking along nothing: {member}. {because}",
    },
    Entry {
        code: "NET-LOOKUP-MEMBER",
        es: "La regla pregunta si {key} está en el conjunto {set}, y está. {because}",
        en: "The rule asks whether {key} is in the set {set}, and it is. {because}",
    },
    Entry {
        code: "NET-LOOKUP-NONE",
        es: "La regla busca {key} en {set}, y no está.",
        en: "The rule looks {key} up in {set}, and it is not there.",
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
