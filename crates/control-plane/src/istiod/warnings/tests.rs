//! What the mesh warns of, with the line and what comes of it.

use super::warnings;
use crate::istiod::test_mesh::cluster;
use malla_trace::Lang;

/// `line code message`, and the hint.
fn told(more: &str, lang: Lang) -> Vec<String> {
    let found = warnings(&cluster(more));
    let told = found.iter().map(|finding| {
        let it = finding.diagnostic(lang);
        let hint = it.hints.first().map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("{} {} {}{hint}", it.place.line, it.code, it.message)
    });
    told.collect()
}

fn virtual_service(name: &str, spec: &str) -> String {
    format!("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}}}\nspec:\n{spec}---\n")
}

#[test]
fn a_destination_that_leads_nowhere_is_told_at_its_line() {
    let to = |(path, destination): (&str, &str)| {
        format!("  - match: [{{uri: {{prefix: /{path}}}}}]\n    route: [{{destination: {{{destination}}}}}]\n")
    };
    let destinations = [
        ("a", "host: wep"),
        ("b", "host: web, subset: v1"),
        ("c", "host: web, port: {number: 81}"),
        ("d", "host: web, port: {number: 80}"),
    ];
    let route = format!("  hosts: [web]\n  http:\n{}", destinations.map(to).concat());
    assert_eq!(
        told(&virtual_service("web", &route), Lang::En),
        [
            "8 IST0101 Referenced host not found: \"wep\". Requests that go there get 503, flag NC. (did you mean \"web\"?)",
            "12 IST0101 Referenced host:port not found: \"web:81\". Requests that go there get 503, flag NC. (those it has: [80])",
            "10 IST0101 Referenced host+subset in destinationrule not found: \"web+v1\". Requests that go there get 503, flag NC. (add a subset called v1 to the DestinationRule of the host)",
        ]
    );
    assert_eq!(
        told(&virtual_service("web", &route), Lang::Es).first().map(String::as_str),
        Some(
            "8 IST0101 el host \"wep\" no existe: a quien vaya allí se le responde 503, bandera NC (¿querías decir \"web\"?)"
        )
    );
}

#[test]
fn a_gateway_that_is_not_there_and_one_that_selects_nobody_are_told() {
    let gateway = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec:\n  selector: {app: wed}\n  servers:\n  - port: {number: 80, name: http, protocol: HTTP}\n    hosts: [a.example.com]\n---\n";
    let bound = virtual_service(
        "web",
        "  hosts: [b.example.com]\n  gateways: [edgy, edge]\n  http:\n  - route:\n    - destination: {host: web}\n",
    );
    assert_eq!(
        told(&format!("{gateway}{bound}"), Lang::En),
        [
            "15 IST0101 Referenced gateway not found: \"edgy\". No gateway takes these routes: 404, flag NR. (did you mean \"edge\"?)",
            "14 IST0132 one or more host [b.example.com] defined in VirtualService web not found in Gateway edgy. (add the host to the servers of the Gateway)",
            "14 IST0132 one or more host [b.example.com] defined in VirtualService web not found in Gateway edge. (add the host to the servers of the Gateway)",
            "5 IST0101 Referenced selector not found: \"app=wed\". Nobody listens: connection refused. (there are pods with app=web)",
        ]
    );
}

#[test]
fn of_two_rules_for_one_host_the_oldest_counts() {
    let spec = "  hosts: [web]\n  http:\n  - route:\n    - destination: {host: web}\n";
    let text = format!("{}{}", virtual_service("b", spec), virtual_service("a", spec));
    let said = "The VirtualServices default/a,default/b associated with mesh gateway define the same host web.default.svc.cluster.local which can lead to undefined behavior. This can be fixed by merging the conflicting VirtualServices into a single resource. Here default/a counts. (merge the VirtualServices into one)";
    assert_eq!(told(&text, Lang::En), [format!("14 IST0109 {said}"), format!("5 IST0109 {said}")]);
    assert_eq!(told(&virtual_service("b", spec), Lang::En), Vec::<String>::new());
}

#[test]
fn a_subset_that_nobody_is_in_and_a_rule_for_nobody_are_told() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec:\n  selector: {app: web}\n  ports: [{name: http, port: 80}]\n---\n";
    let rule = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: shop}\nspec:\n  host: shop\n  subsets:\n  - {name: v1, labels: {version: v1}}\n  - {name: v9, labels: {version: v9}}\n---\n";
    let lost =
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: lost}\nspec: {host: nowhere}\n";
    assert_eq!(
        told(&format!("{service}{rule}{lost}"), Lang::Es),
        [
            "20 IST0174 ningún Service ni ServiceEntry se llama nowhere: la DestinationRule no hace nada",
            "15 IST0173 ningún pod tiene las etiquetas version=v9 del subset v9: 503, bandera UH (hay pods con version=v2)",
        ]
    );
}
