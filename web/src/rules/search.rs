//! Which rules are shown: those of a Service or all, that contain what is searched for.

use malla_core::{ChainPart, ChainView, RuleView, TableView};

/// A chain with those of its rules that are shown.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The table.
    pub table: &'a str,
    /// The chain.
    pub chain: &'a ChainView,
    /// The rules.
    pub rules: Vec<&'a RuleView>,
}

/// All rules that contain `search`, by chain; a chain whose name contains it, whole. `here` is shown even when empty.
#[must_use]
pub fn in_tables<'a>(tables: &'a [TableView], search: &str, here: impl Fn(&str, &str) -> bool) -> Vec<Shown<'a>> {
    let chains = tables.iter().flat_map(|table| table.chains.iter().map(move |chain| (table.name.as_str(), chain)));
    let shown = chains.filter_map(|(table, chain)| {
        let named = contains(&chain.name, search);
        let rules: Vec<&RuleView> = chain.rules.iter().filter(|rule| named || contains(&rule.text, search)).collect();
        let is_worth_it = !rules.is_empty() || here(table, &chain.name) || !search.is_empty() && named;
        is_worth_it.then_some(Shown { table, chain, rules })
    });
    shown.collect()
}

/// The rules of a Service that contain `search`, in the order in which a packet meets them.
#[must_use]
pub fn of_service<'a>(tables: &'a [TableView], parts: &[ChainPart], search: &str) -> Vec<Shown<'a>> {
    let shown = parts.iter().filter_map(|part| {
        let table = tables.iter().find(|table| table.name == part.table)?;
        let chain = table.chains.iter().find(|chain| chain.name == part.chain)?;
        let named = contains(&chain.name, search);
        let mine = chain.rules.iter().filter(|rule| part.rules.contains(&rule.number));
        let rules: Vec<&RuleView> = mine.filter(|rule| named || contains(&rule.text, search)).collect();
        (!rules.is_empty()).then_some(Shown { table: &table.name, chain, rules })
    });
    shown.collect()
}

/// Whether a text contains what is searched for, whatever its case. Several words must all be in it.
#[must_use]
pub fn contains(text: &str, search: &str) -> bool {
    let text = text.to_lowercase();
    search.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_trace::CauseId;

    fn tables() -> Vec<TableView> {
        let rule = |number, text: &str| RuleView { number, text: text.into(), why: CauseId(0), place: None };
        let chain = |name: &str, rules| ChainView { name: name.into(), policy: String::new(), rules };
        let services = vec![
            rule(1, "-d 10.0.0.1/32 --dport 80 -j KUBE-SVC-A"),
            rule(2, "-d 10.0.0.2/32 --dport 81 -j KUBE-SVC-B"),
        ];
        let chains = vec![
            chain("INPUT", vec![]),
            chain("KUBE-SERVICES", services),
            chain("KUBE-SVC-A", vec![rule(1, "-j KUBE-SEP-A")]),
        ];
        vec![TableView { name: "nat".into(), chains }]
    }

    fn told(shown: &[Shown<'_>]) -> Vec<String> {
        let numbers = |shown: &Shown<'_>| shown.rules.iter().map(|rule| rule.number).collect::<Vec<_>>();
        shown.iter().map(|shown| format!("{} {:?}", shown.chain.name, numbers(shown))).collect()
    }

    #[test]
    fn a_search_finds_rules_by_text_and_chains_by_name() {
        let tables = tables();
        let found = |search: &str| told(&in_tables(&tables, search, |_, _| false));
        assert_eq!(found(""), ["KUBE-SERVICES [1, 2]", "KUBE-SVC-A [1]"]);
        assert_eq!(found("DPORT 10.0.0.2"), ["KUBE-SERVICES [2]"], "all words, in any case and order");
        assert_eq!(found("svc-a"), ["KUBE-SERVICES [1]", "KUBE-SVC-A [1]"], "the jump and the chain");
        assert_eq!(found("input"), ["INPUT []"], "an empty chain by its name");
        assert_eq!(found("nothing"), [""; 0]);
        assert_eq!(told(&in_tables(&tables, "81", |_, chain| chain == "INPUT")), ["INPUT []", "KUBE-SERVICES [2]"]);
    }

    #[test]
    fn a_service_shows_its_own_rules_only() {
        let tables = tables();
        let part =
            |chain: &str, rules: &[u32]| ChainPart { table: "nat".into(), chain: chain.into(), rules: rules.into() };
        let parts = [part("KUBE-SVC-A", &[1]), part("KUBE-SERVICES", &[1]), part("GONE", &[1])];
        assert_eq!(told(&of_service(&tables, &parts, "")), ["KUBE-SVC-A [1]", "KUBE-SERVICES [1]"]);
        assert_eq!(told(&of_service(&tables, &parts, "10.0.0.2")), [""; 0]);
    }
}
