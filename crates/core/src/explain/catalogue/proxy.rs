//! What proxies do, in words.

use super::Entry;

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: "PROXY-ACCEPT",
        es: "El [proxy](term:proxy) acepta la conexión en {listener}. {because}",
        en: "The [proxy](term:proxy) accepts the connection on {listener}. {because}",
    },
    Entry {
        code: "PROXY-ACCEPT-OUT",
        es: "La app creía llamar a otro y ha dado con su propio [sidecar](term:sidecar): el [listener](term:listener) {listener} (15001) recibe todo lo que sale del pod y recupera [adónde iba de verdad](term:original-destination).",
        en: "The app meant to call somebody else and has reached its own [sidecar](term:sidecar): the [listener](term:listener) {listener} (15001) takes everything that leaves the pod and recovers [where it was really going](term:original-destination).",
    },
    Entry {
        code: "PROXY-ACCEPT-IN",
        es: "Antes que la app la recibe su [sidecar](term:sidecar): el [listener](term:listener) {listener} (15006) se queda con todo lo que entra en el pod.",
        en: "Before the app gets it, its [sidecar](term:sidecar) does: the [listener](term:listener) {listener} (15006) takes everything that comes into the pod.",
    },
    Entry {
        code: "PROXY-ACCEPT-MEANT",
        es: "Por el destino original pasa al [listener](term:listener) {listener}. {because}",
        en: "By its original destination it is handed to the [listener](term:listener) {listener}. {because}",
    },
    Entry {
        code: "PROXY-NO-CHAIN",
        es: "Ninguna [cadena de filtros](term:filter-chain) de este listener es para una conexión así, y Envoy la cierra sin decir nada. Si llega sin cifrar a un pod en [STRICT](term:strict), es justo esto: quien llama necesita un sidecar, o el pod volver a PERMISSIVE. {because}",
        en: "No [filter chain](term:filter-chain) of this listener is for such a connection, and Envoy closes it without a word. Plain text that comes to a pod in [STRICT](term:strict) ends just so: the caller needs a sidecar, or the pod has to go back to PERMISSIVE. {because}",
    },
    Entry {
        code: "PROXY-VHOST",
        es: "Por la cabecera Host elige el [host virtual](term:virtual-host) {domain}. {because}",
        en: "By the Host header it chooses the [virtual host](term:virtual-host) {domain}. {because}",
    },
    Entry {
        code: "PROXY-VHOST-ALL",
        es: "Aquí da igual la cabecera Host: el [host virtual](term:virtual-host) {domain} vale para todas. {because}",
        en: "The Host header does not matter here: the [virtual host](term:virtual-host) {domain} is for all. {because}",
    },
    Entry {
        code: "PROXY-VHOST-ANY",
        es: "Nadie en la malla conoce ese host: vale {name}, que lo deja ir [adonde iba](term:passthrough). {because}",
        en: "Nobody in the mesh knows that host: {name} holds, which lets it go [where it was going](term:passthrough). {because}",
    },
    Entry {
        code: "PROXY-VHOST-NONE",
        es: "Nadie en la malla conoce ese host, y aquí lo desconocido no pasa: vale {name}. {because}",
        en: "Nobody in the mesh knows that host, and the unknown may not pass here: {name} holds. {because}",
    },
    Entry {
        code: "PROXY-ROUTE",
        es: "Coincide la regla {condition}: la petición va a {cluster}. {because}",
        en: "The rule {condition} matches: the request goes to {cluster}. {because}",
    },
    Entry {
        code: "PROXY-ROUTE-MESH",
        es: "La primera [ruta](term:http-route) que coincide gana, y es {condition}: al [cluster](term:envoy-cluster) {raw}, o sea, {cluster}. {because}",
        en: "The first [route](term:http-route) that matches wins, and that is {condition}: to the [cluster](term:envoy-cluster) {raw}, that is, {cluster}. {because}",
    },
    Entry {
        code: "PROXY-ROUTE-SPLIT",
        es: "La primera [ruta](term:http-route) que coincide gana, y es {condition}. Tiene varios destinos y los reparte por [pesos](term:weight). {because}",
        en: "The first [route](term:http-route) that matches wins, and that is {condition}. It has several destinations and shares them out by [weight](term:weight). {because}",
    },
    Entry {
        code: "PROXY-ROUTE-SELF",
        es: "La primera [ruta](term:http-route) que coincide gana, y es {condition}: no lleva a nadie, contesta el propio proxy. {because}",
        en: "The first [route](term:http-route) that matches wins, and that is {condition}: it leads to nobody, the proxy itself answers. {because}",
    },
    Entry {
        code: "PROXY-NO-ROUTE",
        es: "Ninguna regla del proxy sirve para esta petición: responderá 404. {because}",
        en: "No rule of the proxy fits this request: it will answer 404. {because}",
    },
    Entry {
        code: "PROXY-WEIGHTED",
        es: "Los [pesos](term:weight) escritos son {shares}. Ha salido {draw}: esta vez toca {cluster}.",
        en: "The [weights](term:weight) as written are {shares}. The draw was {draw}: this time it is {cluster}.",
    },
    Entry {
        code: "PROXY-ENDPOINT",
        es: "Reparte con {policy} entre {of}: esta vez toca {endpoint}. {because}",
        en: "Balances with {policy} among {of}: this time it is {endpoint}. {because}",
    },
    Entry {
        code: "PROXY-ENDPOINT-MESH",
        es: "De {of} en {cluster}, con {policy} toca {endpoint}: la IP del propio pod, no la del Service. Las reglas de kube-proxy, esta vez, [me las fumo](term:kube-proxy-unused). {because}",
        en: "Of {of} in {cluster}, {policy} picks {endpoint}: the pod's own IP, not the Service's. kube-proxy's rules are [of no use](term:kube-proxy-unused) this time. {because}",
    },
    Entry {
        code: "PROXY-ENDPOINT-ONLY",
        es: "En {cluster} solo hay uno: {endpoint}, la IP del propio pod y no la del Service. Las reglas de kube-proxy, esta vez, [me las fumo](term:kube-proxy-unused). {because}",
        en: "There is just one in {cluster}: {endpoint}, the pod's own IP and not the Service's. kube-proxy's rules are [of no use](term:kube-proxy-unused) this time. {because}",
    },
    Entry {
        code: "PROXY-ENDPOINT-APP",
        es: "Se la pasa a la app de este mismo pod, en {endpoint}, llamando desde [127.0.0.6](term:passthrough-address). {because}",
        en: "It hands it to the app in this very pod, at {endpoint}, calling from [127.0.0.6](term:passthrough-address). {because}",
    },
    Entry {
        code: "PROXY-ENDPOINT-PASS",
        es: "Nadie de la malla la espera: la deja ir a {endpoint}, adonde iba. {because}",
        en: "Nobody of the mesh expects it: it is let through to {endpoint}, where it was going. {because}",
    },
    Entry {
        code: "PROXY-NO-ENDPOINT",
        es: "{cluster} no tiene a nadie detrás. {because}",
        en: "{cluster} has nobody behind it. {because}",
    },
    Entry {
        code: "PROXY-UPSTREAM-FAILED",
        es: "El proxy no consiguió que {cluster} le contestara ({flag}: {meaning}). {because}",
        en: "The proxy could not get an answer from {cluster} ({flag}: {meaning}). {because}",
    },
    Entry {
        code: "PROXY-CONNECT",
        es: "El proxy abre su propia conexión hacia {upstream}: lo que venga detrás ya no ve al cliente, solo al proxy. {because}",
        en: "The proxy opens a connection of its own to {upstream}: whoever is behind sees the proxy now, not the client. {because}",
    },
    Entry {
        code: "PROXY-REWRITE",
        es: "El proxy cambia la petición{changes}. {because}",
        en: "The proxy changes the request{changes}. {because}",
    },
    Entry {
        code: "PROXY-NOTES",
        es: "El proxy apunta en la petición lo que sabe de ella{changes}.",
        en: "The proxy notes on the request what it knows of it{changes}.",
    },
    Entry {
        code: "PROXY-PLAIN-OUT",
        es: "Hacia allí irá en claro, sin cifrar. {because}",
        en: "It will go there in the clear, not encrypted. {because}",
    },
    Entry {
        code: "PROXY-PLAIN-APP",
        es: "La app y su sidecar hablan en claro, sin salir del pod.",
        en: "The app and its sidecar talk in the clear, without leaving the pod.",
    },
    Entry {
        code: "PROXY-PLAIN-IN",
        es: "Llega en claro, sin cifrar, y se admite. {because}",
        en: "It comes in the clear, not encrypted, and is let in. {because}",
    },
    Entry {
        code: "PROXY-MTLS-OUT",
        es: "Hacia allí irá con [mTLS](term:mtls): enseña el certificado de {client} y exige el de {server}. {because}",
        en: "It will go there with [mTLS](term:mtls): it shows the certificate of {client} and demands that of {server}. {because}",
    },
    Entry {
        code: "PROXY-MTLS-IN",
        es: "Llega con [mTLS](term:mtls): quien llama ha demostrado ser {client}, y aquí contesta {server}. De aquí a la app ya va en claro, sin salir del pod. {because}",
        en: "It comes with [mTLS](term:mtls): the caller has proved to be {client}, and {server} answers here. From here to the app it goes in the clear, without leaving the pod. {because}",
    },
    Entry {
        code: "PROXY-TLS-OUT",
        es: "Hacia allí irá con TLS: exige el certificado de {server}, y no enseña ninguno. {because}",
        en: "It will go there with TLS: it demands the certificate of {server}, and shows none. {because}",
    },
    Entry {
        code: "PROXY-TLS-IN",
        es: "Llega con TLS, y el proxy se lo quita: aquí contesta {server}; quien llama no ha dicho quién es. {because}",
        en: "It comes with TLS, and the proxy takes it off: {server} answers here; the caller has not said who it is. {because}",
    },
    Entry {
        code: "PROXY-NOT-TLS",
        es: "Llega en claro y aquí solo se admite TLS (dentro de la malla: [STRICT](term:strict)), así que el proxy cierra sin decir nada: quien llama ve un corte, no un código HTTP. Remedio: un sidecar para quien llama, o [PERMISSIVE](term:permissive) mientras se migra. {because}",
        en: "It comes in the clear and only TLS is let in here (inside the mesh: [STRICT](term:strict)), so the proxy closes without a word: the caller sees a broken connection, not an HTTP status. The mend: a sidecar for the caller, or [PERMISSIVE](term:permissive) while you migrate. {because}",
    },
    Entry {
        code: "PROXY-UNEXPECTED-TLS",
        es: "Llega cifrada y aquí nadie sabe de TLS: se cierra. Suele ser una DestinationRule que pide TLS a quien no lo tiene. {because}",
        en: "It comes encrypted and nobody here knows of TLS: it is closed. Usually a DestinationRule asks TLS of somebody who has none. {because}",
    },
    Entry {
        code: "PROXY-NO-CERTIFICATE",
        es: "Llega con TLS, pero quien llama no enseña [certificado](term:certificate), y aquí se le exige: el proxy cierra. {because}",
        en: "It comes with TLS, but the caller shows no [certificate](term:certificate), and here it must: the proxy closes. {because}",
    },
    Entry {
        code: "PROXY-UNKNOWN-CERTIFICATE",
        es: "Quien llama enseña un [certificado](term:certificate) que aquí no vale: el proxy cierra. {because}",
        en: "The caller shows a [certificate](term:certificate) that is not good here: the proxy closes. {because}",
    },
    Entry {
        code: "PROXY-HANDSHAKE-FAILED",
        es: "Los dos extremos no se ponen de acuerdo en cómo proteger la conexión ({reason}), y el proxy la cierra. {because}",
        en: "The two ends cannot agree on how to secure the connection ({reason}), and the proxy closes it. {because}",
    },
    Entry {
        code: "PROXY-DELAY",
        es: "El proxy retiene la petición {seconds} s antes de mandarla: es un [fallo inventado](term:fault-injection) a propósito (DI). {because}",
        en: "The proxy holds the request back for {seconds} s before sending it: a [fault made up](term:fault-injection) on purpose (DI). {because}",
    },
    Entry {
        code: "PROXY-RESPOND",
        es: "El proxy responde él mismo: {status}. {because}",
        en: "The proxy answers by itself: {status}. {because}",
    },
    Entry {
        code: "PROXY-RESPOND-FLAG",
        es: "El proxy responde él mismo: {status} {flag}, {meaning}{about}. {mend}{more} {because}",
        en: "The proxy answers by itself: {status} {flag}, {meaning}{about}. {mend}{more} {because}",
    },
    Entry {
        code: "PROXY-RELAY",
        es: "El proxy devuelve al cliente lo que le contestaron.",
        en: "The proxy hands the client what it was answered.",
    },
    Entry {
        code: "FLAG-MORE-RETRIED",
        es: " Y eso después de gastar todos los [reintentos](term:retry) (URX).",
        en: " And that after using up all [retries](term:retry) (URX).",
    },
    Entry {
        code: "FLAG-MORE-DELAYED",
        es: " Antes la había retenido a propósito (DI).",
        en: " Before that it had held the request back on purpose (DI).",
    },
    Entry { code: "UPSTREAM-SERVICE", es: "{host}, puerto {port}", en: "{host}, port {port}" },
    Entry {
        code: "UPSTREAM-SUBSET",
        es: "el [subset](term:subset) {subset} de {host}, puerto {port}",
        en: "[subset](term:subset) {subset} of {host}, port {port}",
    },
    Entry { code: "UPSTREAM-APP", es: "la app de este pod, puerto {port}", en: "the app in this pod, port {port}" },
    Entry {
        code: "UPSTREAM-PASSTHROUGH",
        es: "[donde iba](term:passthrough)",
        en: "[where it was going](term:passthrough)",
    },
    Entry { code: "UPSTREAM-BLACK-HOLE", es: "ninguna parte", en: "nowhere" },
];
