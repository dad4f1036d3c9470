//! istio-iptables: from options to the rules that lead a pod's traffic through its proxy, in the text the real one feeds
//! to iptables-restore (`tools/istio-iptables/pkg/capture/run.go`, `IptablesConfigurator.Run`).
//!
//! Read it in this order: `options` (what it is told), `inbound`, `outbound`, `dns` and `tproxy` (what it writes, in the
//! order in which `Run` writes it), `sheet` (how lines become tables).

mod dns;
mod facts;
mod inbound;
mod options;
mod outbound;
mod ranges;
mod reasons;
mod sheet;
#[cfg(test)]
mod tests;
mod tproxy;

pub use facts::Fact;
pub use options::{Options, Setting};

use malla_kernel::{Family, RuleText};
use malla_trace::Ledger;
use ranges::Ranges;
use reasons::Reasons;
use sheet::Sheet;
use std::fmt::Write as _;

/// Options that istio-iptables refuses: it ends with this sentence, and the pod does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `*` among the excluded ranges: nothing would be left to capture.
    ExcludesEverything,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ExcludesEverything => f.write_str("invalid value for OUTBOUND_IP_RANGES_EXCLUDE"),
        }
    }
}

/// What the rules of one family are made of.
struct Job<'o> {
    options: &'o Options,
    family: Family,
    included: Ranges,
    excluded: Ranges,
}

/// The rules, those of IPv4 first; of IPv6 only where the options ask for them.
///
/// # Errors
/// Options that istio-iptables refuses.
pub fn compile(options: &Options, ledger: &mut Ledger) -> Result<RuleText, Refusal> {
    let mut reasons = Reasons::new(options.why, ledger);
    let mut text = RuleText::default();
    let families: &[Family] = if options.ipv6 { &[Family::V4, Family::V6] } else { &[Family::V4] };
    for family in families {
        text.tables.extend(of_family(options, *family, &mut reasons)?);
    }
    Ok(text)
}

/// The rules of one family only: those that a pod with an address of that family needs.
///
/// # Errors
/// Options that istio-iptables refuses.
pub fn compile_family(options: &Options, family: Family, ledger: &mut Ledger) -> Result<RuleText, Refusal> {
    Ok(RuleText { tables: of_family(options, family, &mut Reasons::new(options.why, ledger))? })
}

fn of_family(
    options: &Options,
    family: Family,
    reasons: &mut Reasons<'_>,
) -> Result<Vec<malla_kernel::TableText>, Refusal> {
    let (included, excluded) = (Ranges::of(&options.outbound_ranges), Ranges::of(&options.excluded_outbound_ranges));
    if excluded.everything {
        return Err(Refusal::ExcludesEverything);
    }
    let job = Job { options, family, included, excluded };
    let mut sheet = Sheet::default();
    inbound::interfaces(&job, &mut sheet, reasons);
    inbound::drop_invalid(&job, &mut sheet, reasons);
    inbound::ways_into_the_proxy(&job, &mut sheet, reasons);
    inbound::captured(&job, &mut sheet, reasons);
    outbound::before_the_owner(&job, &mut sheet, reasons);
    outbound::owners(&job, &mut sheet, reasons);
    if options.captures_dns() {
        dns::redirect(&job, &mut sheet, reasons);
        dns::zones(&job, &mut sheet, reasons);
    }
    outbound::after_the_owner(&job, &mut sheet, reasons);
    if options.is_tproxy() {
        tproxy::marks(&job, &mut sheet, reasons);
    }
    Ok(sheet.into_tables(family))
}

impl Job<'_> {
    /// The loopback address, whose traffic is never captured.
    fn loopback(&self) -> &str {
        match self.family {
            Family::V4 => &self.options.loopback.text,
            Family::V6 => "::1/128",
        }
    }

    /// The source address with which the proxy hands a connection on to the app (`InboundPassthroughCluster`).
    const fn passthrough(&self) -> &'static str {
        match self.family {
            Family::V4 => "127.0.0.6/32",
            Family::V6 => "::6/128",
        }
    }
}

/// The rules as istio-iptables hands them over: `* nat`, a `-N` for every chain, the rules, `COMMIT`.
#[must_use]
pub fn print(text: &RuleText) -> String {
    let mut printed = String::new();
    for table in &text.tables {
        // Writing into a text cannot fail.
        let _ = writeln!(printed, "* {}", table.name);
        table.chains.iter().for_each(|chain| {
            let _ = writeln!(printed, "-N {}", chain.name);
        });
        table.rules.iter().for_each(|rule| {
            let _ = writeln!(printed, "{}", rule.text);
        });
        printed.push_str("COMMIT\n");
    }
    printed
}
