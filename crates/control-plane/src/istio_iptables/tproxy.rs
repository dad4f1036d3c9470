//! `TPROXY` instead of `REDIRECT` on the way in: the destination stays as it was, and marks tell the kernel which
//! packets belong to the proxy's socket.

use super::sheet::{Sheet, Table};
use super::{Fact, Job, Reasons};
use malla_trace::CauseId;

/// What the proxy sends to its own pod carries this mark (`constants.OutboundMark`).
const OUTBOUND_MARK: &str = "1338";

/// ISTIO_DIVERT and ISTIO_TPROXY.
pub fn ways_into_the_proxy(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let why = reasons.fixed(Fact::TproxyMark);
    let (mark, port) = (&job.options.tproxy_mark.text, &job.options.inbound_capture_port.text);
    sheet.add(Table::Mangle, "ISTIO_DIVERT", format!("-j MARK --set-mark {mark}"), why);
    sheet.add(Table::Mangle, "ISTIO_DIVERT", "-j ACCEPT".into(), why);
    let target = format!("-j TPROXY --tproxy-mark {mark}/0xffffffff --on-port {port}");
    sheet.add(Table::Mangle, "ISTIO_TPROXY", format!("! -d {} -p tcp {target}", job.loopback()), why);
}

/// What belongs to a standing connection is diverted, a new one is given to the proxy.
pub fn catch(condition: &str, why: CauseId, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let established = format!("{condition} -m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT");
    sheet.add(Table::Mangle, "ISTIO_INBOUND", established, reasons.fixed(Fact::TproxyMark));
    sheet.add(Table::Mangle, "ISTIO_INBOUND", format!("{condition} -j ISTIO_TPROXY"), why);
}

/// The marks: kept with the connection, put on what the proxy sends to its own pod, and what carries one is let go.
pub fn marks(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let why = reasons.fixed(Fact::TproxyMark);
    let (mark, loopback) = (&job.options.tproxy_mark.text, job.loopback());
    let mut add = |chain, body| sheet.add(Table::Mangle, chain, body, why);
    add("PREROUTING", format!("-p tcp -m mark --mark {mark} -j CONNMARK --save-mark"));
    add("OUTPUT", format!("-p tcp -o lo -m mark --mark {mark} -j RETURN"));
    for (flag, who) in [("--uid-owner", &job.options.proxy_uid), ("--gid-owner", &job.options.proxy_gid)] {
        for id in who.values() {
            let condition = format!("! -d {loopback} -p tcp -o lo -m owner {flag} {id}");
            add("OUTPUT", format!("{condition} -j MARK --set-mark {OUTBOUND_MARK}"));
        }
    }
    add("OUTPUT", format!("-p tcp -m connmark --mark {mark} -j CONNMARK --restore-mark"));
    let own = [
        format!("-p tcp -m mark --mark {mark} -j RETURN"),
        format!("-p tcp -s {} -i lo -j RETURN", job.passthrough()),
        format!("-p tcp -i lo -m mark ! --mark {OUTBOUND_MARK} -j RETURN"),
    ];
    for (place, body) in (1..).zip(own) {
        sheet.insert(Table::Mangle, "ISTIO_INBOUND", place, body, why);
    }
}
