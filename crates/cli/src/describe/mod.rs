//! `malla describe`: everything about an object, in kubectl's layout (`k8s.io/kubectl/pkg/describe`).

mod config;
mod container;
mod events;
mod generic;
mod network;
mod node;
mod page;
mod pod;
mod service;
mod workload;

use crate::args::Describe;
use crate::get::{Item, Stage, Where, questions, selector};
use crate::{BadInput, Outcome, input, report, say};
use page::Page;

/// Tells of every object that is meant. Bad when a named one is not there.
pub(crate) fn run(wanted: &Describe) -> Result<Outcome, BadInput> {
    let questions = questions(&wanted.what)?;
    let place = Where {
        namespace: &wanted.namespace,
        all_namespaces: wanted.all_namespaces,
        selector: selector(&wanted.selector)?,
    };
    let scene = input::scene(&wanted.common)?;
    if wanted.common.state.is_none() {
        report::check(&scene.snapshot, wanted.common.lang.into())?;
    }
    let stage = Stage::new(&scene);
    let (mut pages, mut outcome) = (vec![], Outcome::Good);
    for question in &questions {
        let items = question.answer(&place, &scene, &stage);
        pages.extend(items.iter().map(|item| page(item, &stage)));
        for name in question.absent(&items) {
            eprintln!("Error from server (NotFound): {} {name:?} not found", question.resource.in_errors());
            outcome = Outcome::Bad;
        }
    }
    if pages.is_empty() && outcome == Outcome::Good {
        eprintln!("No resources found in {} namespace.", wanted.namespace);
    }
    say::text(pages.join("\n\n"));
    Ok(outcome)
}

fn page(item: &Item<'_>, stage: &Stage<'_>) -> String {
    let mut page = Page::default();
    match item.reference.kind.as_str() {
        "Pod" => pod::tell(&mut page, item),
        "Service" => service::tell(&mut page, item, stage),
        "Deployment" => workload::deployment(&mut page, item, stage),
        "ReplicaSet" => workload::replica_set(&mut page, item, stage),
        "StatefulSet" | "DaemonSet" => workload::other(&mut page, item, stage),
        "Node" => node::tell(&mut page, item, stage),
        "Ingress" if item.object.api_version().starts_with("networking.k8s.io") => {
            network::ingress(&mut page, item, stage)
        }
        "Endpoints" => network::endpoints_of(&mut page, item),
        "EndpointSlice" => network::slice(&mut page, item),
        "NetworkPolicy" => network::policy(&mut page, item),
        "Namespace" => config::namespace(&mut page, item),
        "ConfigMap" => config::config_map(&mut page, item),
        "Secret" => config::secret(&mut page, item),
        _ => generic::tell(&mut page, item),
    }
    page.print()
}
