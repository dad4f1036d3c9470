//! The zones of a small cluster, record by record, each with the first line it can be traced to.

use super::{Corefile, compile};
use crate::{Cluster, Memory, converge};
use malla_dns::{Kind, Name, Question, Reply};
use malla_manifest::{SourceFile, parse};
use malla_trace::{Cause, CauseId, Ledger, Rcode, Seeded, Silent};
use std::net::IpAddr;

const OBJECTS: &str = "\
apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: 10.96.0.33
  ports:
  - {name: mysql, port: 3306}
---
apiVersion: v1
kind: Service
metadata: {name: peers}
spec:
  clusterIP: None
  ports:
  - {name: gossip, port: 7000, protocol: UDP}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: peers-1
  labels: {kubernetes.io/service-name: peers}
addressType: IPv4
endpoints:
- addresses: [10.244.0.7]
- addresses: [10.244.0.8]
  conditions: {ready: false}
ports:
- {name: gossip, port: 7001, protocol: UDP}
---
apiVersion: v1
kind: Service
metadata: {name: out}
spec:
  type: ExternalName
  externalName: db.example.com
";

const RECORDS: &str = "
db.default.svc.cluster.local. 30 IN A 10.96.0.33 <- coredns/cluster-ip objects.yaml:5
db.default.svc.cluster.local. 30 IN SRV 0 100 3306 db.default.svc.cluster.local. <- coredns/service-port objects.yaml:7
_mysql._tcp.db.default.svc.cluster.local. 30 IN SRV 0 100 3306 db.default.svc.cluster.local. <- coredns/service-port objects.yaml:7
out.default.svc.cluster.local. 30 IN CNAME db.example.com. <- coredns/external-name objects.yaml:35
peers.default.svc.cluster.local. 30 IN A 10.244.0.7 <- coredns/headless objects.yaml:24
peers.default.svc.cluster.local. 30 IN SRV 0 100 7001 10-244-0-7.peers.default.svc.cluster.local. <- coredns/service-port objects.yaml:28
10-244-0-7.peers.default.svc.cluster.local. 30 IN A 10.244.0.7 <- coredns/endpoint-name objects.yaml:24
_gossip._udp.peers.default.svc.cluster.local. 30 IN SRV 0 100 7001 10-244-0-7.peers.default.svc.cluster.local. <- coredns/service-port objects.yaml:28
7.0.244.10.in-addr.arpa. 30 IN PTR 10-244-0-7.peers.default.svc.cluster.local. <- coredns/reverse objects.yaml:24
33.0.96.10.in-addr.arpa. 30 IN PTR db.default.svc.cluster.local. <- coredns/reverse objects.yaml:5
";

fn cluster() -> Cluster {
    let parsed = parse(&[SourceFile { name: "objects.yaml".into(), text: OBJECTS.into() }]);
    assert_eq!(parsed.findings, [], "the manifests are sound");
    converge(&parsed.manifests, &Memory::default(), 1)
}

fn because(ledger: &Ledger, why: CauseId) -> String {
    let causes = ledger.closure(why);
    let place = causes.iter().find_map(|id| ledger.get(*id)?.place());
    let fact = causes.iter().find_map(|id| match ledger.get(*id)? {
        Cause::Builtin { name } => Some(&**name),
        _ => None,
    });
    let line = place.map(|place| format!("{}:{}", place.file, place.line));
    format!("{} {}", fact.unwrap_or("?"), line.unwrap_or_default()).trim_end().to_owned()
}

#[test]
fn every_record_of_a_service_leads_to_the_line_that_made_it() {
    let cluster = cluster();
    let mut ledger = cluster.ledger.clone();
    let server =
        compile(&cluster.store, &Corefile::of(&cluster.world, IpAddr::from([10, 244, 0, 2]), None), &mut ledger);
    let records = server.zones.iter().flat_map(malla_dns::Zone::records);
    let ours = records.filter(|record| record.to_string().contains("default.svc"));
    let text: String = ours.map(|record| format!("{record} <- {}\n", because(&ledger, record.why))).collect();
    assert_eq!(text, RECORDS.trim_start());
}

#[test]
fn names_are_known_denied_or_spelled_out() {
    let cluster = cluster();
    let corefile = Corefile::of(&cluster.world, IpAddr::from([10, 244, 0, 2]), None);
    let server = compile(&cluster.store, &corefile, &mut cluster.ledger.clone());
    let cases = [
        ("db.default.svc.cluster.local", Rcode::NoError, 1),
        ("DB.default.svc.cluster.local", Rcode::NoError, 1),
        ("default.svc.cluster.local", Rcode::NoError, 0),
        ("nobody.default.svc.cluster.local", Rcode::NxDomain, 0),
        ("db.elsewhere.svc.cluster.local", Rcode::NxDomain, 0),
        ("10-1-2-3.default.pod.cluster.local", Rcode::NoError, 1),
        ("10-1-2-3.elsewhere.pod.cluster.local", Rcode::NxDomain, 0),
        ("example.com", Rcode::Refused, 0),
    ];
    for (name, rcode, answers) in cases {
        let question = Question { name: Name::parse(name).unwrap(), kind: Kind::A };
        let Reply::Answer(response) = server.answer(&question, &mut Seeded::new(1), &mut Silent) else {
            panic!("{name}: there is nobody to forward to")
        };
        assert_eq!((response.rcode, response.answers.len()), (rcode, answers), "{name}");
    }
}
