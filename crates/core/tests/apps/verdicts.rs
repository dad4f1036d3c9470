//! How requests in the mesh end, said in both languages: what the response flag means, the line, and the mend.

use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile, explain};
use malla_trace::{Lang, Probe, Trace};

const BOOKINFO: &str = include_str!("../mesh/bookinfo.yaml");
const GATEWAY: &str = include_str!("../mesh/gateway.yaml");
const CANARY: &str = include_str!("../mesh/canary.yaml");

fn cluster(files: &[(&str, &str)]) -> Snapshot {
    let files = files.iter().map(|(name, text)| SourceFile { name: (*name).into(), text: (*text).into() });
    let mut host = SimHost::new(Scenario { seed: 0 });
    host.apply(Change::Files(files.collect()));
    host.snapshot()
}

/// A request of the pod whose name begins like that, or of a machine.
fn ask(snapshot: &Snapshot, from: &str, url: &str) -> Trace {
    let topology = snapshot.topology();
    let pod = topology.vertices.iter().find(|vertex| vertex.title.starts_with(from));
    let id = pod.map_or(from, |vertex| &vertex.id.0);
    snapshot.send(&Probe::get(id, url).unwrap_or_else(|error| unreachable!("{url}: {error:?}")))
}

/// Both languages, names of pods without the parts that are made up.
fn ending(trace: &Trace) -> [String; 2] {
    [Lang::Es, Lang::En].map(|lang| {
        let text = explain::verdict(trace, lang).to_string();
        let words = text
            .split(' ')
            .map(|word| if word.matches('-').count() > 2 { word.rsplitn(3, '-').last().unwrap_or(word) } else { word });
        words.collect::<Vec<_>>().join(" ")
    })
}

const REVIEWS: &str = "http://reviews:9080/reviews/0";

#[test]
fn an_undefined_subset_is_named_with_its_line_and_mend() {
    let broken = CANARY
        .replace("subset: v1}", "subset: v9}")
        .replace("weight: 90", "weight: 100")
        .replace("weight: 10\n", "weight: 0\n");
    let snapshot = cluster(&[("bookinfo.yaml", BOOKINFO), ("canary.yaml", &broken)]);
    let [es, en] = ending(&ask(&snapshot, "productpage", REVIEWS));
    assert!(
        es.starts_with("Volvió una respuesta, pero de error: 503 NC. Quien contestó: el Envoy de productpage-v1"),
        "{es}"
    );
    assert!(
        en.starts_with("An answer came back, but an error: 503 NC. Answered by the Envoy of productpage-v1"),
        "{en}"
    );
    assert!(
        es.contains("(el subset v9 de reviews, puerto 9080). Remedio: definir ese subset en la DestinationRule"),
        "{es}"
    );
    assert!(en.contains("(subset v9 of reviews, port 9080). The mend: define that subset"), "{en}");
    assert!(en.contains("(canary.yaml, line 20)"), "{en}");
}

#[test]
fn a_subset_without_pods_is_compared_with_their_labels() {
    let broken = CANARY
        .replace("{version: v1}}", "{version: v7}}")
        .replace("weight: 90", "weight: 100")
        .replace("weight: 10\n", "weight: 0\n");
    let snapshot = cluster(&[("bookinfo.yaml", BOOKINFO), ("canary.yaml", &broken)]);
    let [es, en] = ending(&ask(&snapshot, "productpage", REVIEWS));
    assert!(es.contains("503 UH, «no healthy upstream»: hay cluster, pero ningún pod listo detrás"), "{es}");
    assert!(en.contains("503 UH, \"no healthy upstream\": there is a cluster, but no ready pod behind it"), "{en}");
    assert!(en.contains("(canary.yaml, line 8)"), "{en}");
}

#[test]
fn a_path_that_no_route_takes_and_a_port_that_no_gateway_opens() {
    let door = cluster(&[("bookinfo.yaml", BOOKINFO), ("gateway.yaml", GATEWAY)]);
    let [es, en] = ending(&ask(&door, "client/MenchuPC", "http://192.168.0.101:32439/nada"));
    assert!(es.contains("404 NR, «no route»: ninguna ruta de aquí sirve para esta petición. Remedio: "), "{es}");
    assert!(en.contains("404 NR, \"no route\": no route here fits this request. The mend: "), "{en}");
    let closed = cluster(&[("bookinfo.yaml", BOOKINFO)]);
    let [es, en] = ending(&ask(&closed, "client/MenchuPC", "http://192.168.0.101:32439/productpage"));
    assert!(es.contains("y ninguno lo elige. Remedio: "), "{es}");
    assert!(en.ends_with("a Gateway whose selector matches this pod's labels, and which opens port 8080."), "{en}");
    let other = GATEWAY.replace("number: 8080", "number: 9999");
    let other = cluster(&[("bookinfo.yaml", BOOKINFO), ("gateway.yaml", &other)]);
    let [es, en] = ending(&ask(&other, "client/MenchuPC", "http://192.168.0.101:32439/productpage"));
    assert!(es.ends_with("y son 9999. Remedio: abrir el puerto 8080 en un Gateway."), "{es}");
    assert!(en.ends_with("and those are 9999. The mend: open port 8080 in a Gateway."), "{en}");
}

#[test]
fn strict_closes_on_plain_text_and_its_line_says_why() {
    let strict = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: all, namespace: default}\nspec:\n  mtls: {mode: STRICT}\n";
    let snapshot = cluster(&[("bookinfo.yaml", BOOKINFO), ("strict.yaml", strict)]);
    let [es, en] = ending(&ask(&snapshot, "solo", "http://ratings.default:9080/ratings/0"));
    assert!(es.starts_with("el Envoy de ratings-v1 rechazó la conexión (TCP RST). "), "{es}");
    assert!(
        es.contains(
            "STRICT: solo se admite mTLS. Sale de PeerAuthentication all spec.mtls.mode (strict.yaml, línea 5)"
        ),
        "{es}"
    );
    assert!(
        en.contains(
            "STRICT: only mTLS is let in. It comes from PeerAuthentication all spec.mtls.mode (strict.yaml, line 5)"
        ),
        "{en}"
    );
}

#[test]
fn a_fault_and_a_timeout_say_that_somebody_asked_for_them() {
    let rule = |body: &str| {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: ratings, namespace: default}}\nspec:\n  hosts: [ratings]\n  http:\n  - {body}\n    route:\n    - destination: {{host: ratings}}\n"
        )
    };
    let abort = rule("fault: {abort: {percentage: {value: 100}, httpStatus: 500}}");
    let url = "http://ratings:9080/ratings/0";
    let [es, en] = ending(&ask(&cluster(&[("bookinfo.yaml", BOOKINFO), ("ratings.yaml", &abort)]), "productpage", url));
    assert!(
        es.contains("500 FI, «fault injected»: este error está pedido a propósito, en fault.abort. Remedio: "),
        "{es}"
    );
    assert!(en.contains("500 FI, \"fault injected\": this error was asked for, in fault.abort. The mend: "), "{en}");
    assert!(en.contains("(ratings.yaml, line 7)"), "{en}");
    let slow = BOOKINFO.replace("examples-bookinfo-ratings-v1", "examples-bookinfo-ratings-v-delayed");
    let late = cluster(&[("bookinfo.yaml", &slow), ("ratings.yaml", &rule("timeout: 0.5s"))]);
    let [es, en] = ending(&ask(&late.with_luck("program/ratings", &[0]), "productpage", url));
    assert!(
        es.contains("504 UT, «upstream timeout»: se acabó el tiempo que da la ruta (ratings, puerto 9080). Remedio: dar más timeout"),
        "{es}"
    );
    assert!(
        en.contains(
            "504 UT, \"upstream timeout\": the time that the route allows is up (ratings, port 9080). The mend: "
        ),
        "{en}"
    );
    assert!(en.contains("VirtualService ratings spec.http[0].timeout (ratings.yaml, line 7)"), "{en}");
}
