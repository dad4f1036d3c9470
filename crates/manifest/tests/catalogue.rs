//! Every code has words in both languages, and every code in the source has a sample here.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{
    Asked, ClusterProblem, Finding, Form, JsonType, Law, Measure, Mend, MeshProblem, Problem, Reading, Rule,
    RuleProblem, ShapeProblem, Syntax, WebhookProblem,
};
use malla_trace::{FieldPath, Lang, ObjectRef, Place};
use std::collections::BTreeSet;

fn readings() -> Vec<Problem> {
    let syntax = [
        Syntax::Tab,
        Syntax::OpenQuote,
        Syntax::AfterQuote,
        Syntax::Escape,
        Syntax::OpenBracket,
        Syntax::Bracket,
        Syntax::Key,
        Syntax::Colon,
        Syntax::SecondColon,
        Syntax::Item,
        Syntax::Indentation,
        Syntax::Character('@'),
        Syntax::BlockText,
        Syntax::Comment,
        Syntax::Directive,
        Syntax::End,
        Syntax::Deep,
        Syntax::Other,
    ];
    let rest = [
        Reading::TooLong { limit_kib: 256 },
        Reading::ControlCharacter { code: 0 },
        Reading::Separator { text: "x".into() },
        Reading::TooDeep { limit: 100 },
        Reading::TooManyNodes { limit: 9 },
        Reading::UnknownAlias { name: "x".into() },
        Reading::AnchorLoop,
        Reading::KeyNotText,
        Reading::DuplicateKey { key: "a".into() },
        Reading::RestIgnored,
    ];
    syntax.into_iter().map(Reading::Syntax).chain(rest).map(Problem::from).collect()
}

fn shapes() -> Vec<Problem> {
    let wrong = |mend| ShapeProblem::WrongType {
        expected: JsonType::Integer,
        found: JsonType::String,
        value: "\"a\"".into(),
        mend: Some(mend),
        fields: vec!["name".into()],
        is_custom: mend == Mend::RemoveField,
    };
    let mends = [
        Mend::QuoteWord,
        Mend::QuoteNumber,
        Mend::UnquoteNumber,
        Mend::AddDash,
        Mend::RemoveDash,
        Mend::Fields,
        Mend::WholeNumber,
        Mend::TrueOrFalse,
        Mend::OneText,
        Mend::RemoveField,
        Mend::AddUnit,
    ];
    let bounds =
        [Measure::Number, Measure::Letters, Measure::Items, Measure::Properties].into_iter().flat_map(|measure| {
            [true, false].map(|least| ShapeProblem::OutOfBounds { measure, value: "3".into(), limit: 9, least })
        });
    let rest = [
        ShapeProblem::NotAnObject,
        ShapeProblem::KindMissing,
        ShapeProblem::ApiVersionMissing { right: vec!["v1".into()] },
        ShapeProblem::KindUnknown { kind: "Job".into(), similar: Some("Pod".into()) },
        ShapeProblem::ApiVersionWrong {
            kind: "Pod".into(),
            api_version: "v2".into(),
            right: vec!["v1".into()],
            similar: None,
        },
        ShapeProblem::UnknownField { similar: Some("a".into()), elsewhere: Some("b".into()), under: Some("c".into()) },
        ShapeProblem::Required,
        ShapeProblem::Unsupported { value: "a".into(), allowed: vec!["b".into()], similar: None },
        ShapeProblem::PatternMismatch { value: "a".into(), pattern: "^b$", example: "b" },
        ShapeProblem::OutOfRange { value: 0, min: 1, max: 2 },
        ShapeProblem::OutOfRange { value: 0, min: 1, max: i64::from(i32::MAX) },
        ShapeProblem::OutOfRange { value: -1, min: 0, max: i64::from(i32::MAX) },
        ShapeProblem::OnlyOneOf { fields: vec!["a".into(), "b".into()] },
        ShapeProblem::NotADuration { value: "a".into(), is_short: false },
        ShapeProblem::NotADuration { value: "1us".into(), is_short: true },
        ShapeProblem::NotAQuantity { value: "a".into() },
        ShapeProblem::Duplicate { value: "a".into() },
        ShapeProblem::Asked { asked: asked(), of: "object", fault: None },
        ShapeProblem::Asked { asked: asked(), of: "object", fault: Some("no such key: a".into()) },
    ];
    mends.into_iter().map(wrong).chain(bounds).chain(rest).map(Problem::from).collect()
}

/// A rule of a definition.
fn asked() -> Asked {
    let facts = malla_manifest::describe("HTTPRoute", "gateway.networking.k8s.io/v1");
    facts.iter().find_map(|fact| fact.asks.first().copied()).unwrap()
}

fn rules() -> Vec<Problem> {
    let forms = [
        Form::Invalid { value: "\"a\"".into() },
        Form::Forbidden,
        Form::Required,
        Form::NotFound { value: "\"a\"".into() },
    ];
    let each = |form: &Form| {
        Rule::ALL.iter().map(|rule| RuleProblem { rule: *rule, form: form.clone(), detail: "x".into() }).collect()
    };
    forms.iter().flat_map(|form| -> Vec<RuleProblem> { each(form) }).map(Problem::from).collect()
}

fn clusters() -> Vec<Problem> {
    let address = "10.10.1.1".parse().unwrap();
    let object = ObjectRef { kind: "Service".into(), namespace: "default".into(), name: "a".into() };
    let holder = Some(object.clone());
    let name = || "a".to_owned();
    [
        ClusterProblem::ClusterIpTaken { address, holder: holder.clone() },
        ClusterProblem::ClusterIpRange { address, range: name() },
        ClusterProblem::NodePortTaken { port: 1, holder },
        ClusterProblem::NodePortRange { port: 1, range: name() },
        ClusterProblem::PoolSpent { wanted: name(), range: name() },
        ClusterProblem::PodsCut { replicas: 1, limit: 1 },
        ClusterProblem::NamespaceNotFound { namespace: name() },
        ClusterProblem::AlreadyExists { object: object.clone() },
        ClusterProblem::NoPodMatches { selector: name(), nearest: Some(name()) },
        ClusterProblem::IngressNoService { service: name(), similar: Some(name()) },
        ClusterProblem::IngressNoPort { service: name(), port: name(), ports: vec![name()] },
        ClusterProblem::IngressNoClass { class: Some(name()), classes: vec![name()] },
        ClusterProblem::IngressNoClass { class: None, classes: vec![] },
        ClusterProblem::PodUnschedulable { pod: name(), reason: name() },
        ClusterProblem::ConfigKeyMissing { kind: name(), name: name(), key: Some(name()) },
        ClusterProblem::ConfigKeyMissing { kind: name(), name: name(), key: None },
        ClusterProblem::PodMissingProxy { pod: name() },
        ClusterProblem::PodKeepsProxy { pod: name() },
        ClusterProblem::NoIstiod { object },
        ClusterProblem::InjectionRefused { annotation: name(), value: name() },
        ClusterProblem::BalancerPending,
        ClusterProblem::ApplicationUid1337,
        ClusterProblem::TproxyAsRedirect,
        ClusterProblem::CronJobWaits,
    ]
    .map(Problem::from)
    .to_vec()
}

fn webhooks() -> Vec<Problem> {
    Law::all().map(|law| WebhookProblem { law, detail: "x".into() }).map(Problem::from).collect()
}

fn meshes() -> Vec<Problem> {
    let name = || "a".to_owned();
    let some = || Some(name());
    [
        MeshProblem::HostNotFound { host: name(), similar: some() },
        MeshProblem::PortNotFound { host: name(), port: 1, ports: vec![2] },
        MeshProblem::PortRequired { host: name(), ports: vec![2, 3] },
        MeshProblem::SubsetNotFound { host: name(), subset: name(), subsets: vec![name()] },
        MeshProblem::SubsetNotFound { host: name(), subset: name(), subsets: vec![] },
        MeshProblem::GatewayNotFound { gateway: name(), similar: some() },
        MeshProblem::GatewaySelectsNothing { selector: name(), nearest: some() },
        MeshProblem::GatewayPortUnserved { port: 1, selector: name(), ports: vec![2] },
        MeshProblem::HostNotInGateway { hosts: vec![name()], virtual_service: name(), gateway: name() },
        MeshProblem::SameHostTwice { virtual_services: vec![name()], host: name(), winner: name() },
        MeshProblem::SubsetSelectsNothing { subset: name(), labels: name(), nearest: some() },
        MeshProblem::RuleHostUnknown { host: name(), similar: some() },
    ]
    .map(Problem::from)
    .to_vec()
}

fn samples() -> Vec<Problem> {
    [readings(), shapes(), rules(), webhooks(), clusters(), meshes()].concat()
}

/// What looks like a code in the catalogue's source.
fn codes_in_source() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/problem");
    let text: String = [folder.join("webhook"), folder]
        .into_iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let looks = |word: &str| {
        word.contains('-')
            && word.len() > 4
            && word.chars().all(|c| c.is_ascii_uppercase() || c == '-' || c.is_ascii_digit())
    };
    text.split('"').filter(|word| looks(word)).map(str::to_owned).collect()
}

#[test]
fn every_code_speaks_both_languages() {
    let path = FieldPath::parse("spec.ports[0].port");
    for problem in samples() {
        let finding = Finding::new(problem.clone(), Place::default(), path.clone());
        let [es, en] = Lang::ALL.map(|lang| finding.diagnostic(lang));
        assert!(es.message.len() > 5 && en.message.len() > 5, "{problem:?}");
        assert_ne!(es.message, en.message, "{problem:?}");
        assert_eq!(es.hints.len(), en.hints.len(), "{problem:?}");
        assert!(!es.message.contains("{}") && !en.message.contains("{}"), "{problem:?}");
        assert!(es.hints.iter().zip(&en.hints).all(|(es, en)| !es.is_empty() && !en.is_empty()), "{problem:?}");
    }
}

#[test]
fn every_code_of_the_source_has_a_sample_and_rules_have_codes_of_their_own() {
    let sampled: BTreeSet<String> = samples().iter().map(|problem| problem.code().to_owned()).collect();
    let missing: Vec<String> = codes_in_source().difference(&sampled).cloned().collect();
    assert_eq!(missing, Vec::<String>::new());
    let codes: BTreeSet<&str> = rules().iter().map(|problem| problem.code()).collect();
    assert!(Rule::ALL.len() - codes.len() <= 1, "two rules share a code");
    let laws: BTreeSet<&str> = Law::all().map(|law| law.code).collect();
    assert_eq!(laws.len(), Law::all().count(), "two of Istio's rules share a code");
}
