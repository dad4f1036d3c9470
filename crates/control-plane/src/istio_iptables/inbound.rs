//! What comes into the pod: which of it the proxy catches.

use super::sheet::{Sheet, Table};
use super::{Fact, Job, Reasons};

/// `shortCircuitExcludeInterfaces` and `shortCircuitKubeInternalInterface`: interfaces that are left alone, and those
/// of virtual machines, whose traffic does not come in from outside.
pub fn interfaces(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let options = job.options;
    let why = reasons.set(Fact::ExcludedInterface, &options.excluded_interfaces);
    let tables: &[Table] = if options.is_tproxy() { &[Table::Nat, Table::Mangle] } else { &[Table::Nat] };
    for table in tables {
        for interface in options.excluded_interfaces.values() {
            sheet.add(*table, "PREROUTING", format!("-i {interface} -j RETURN"), why);
            sheet.add(*table, "OUTPUT", format!("-o {interface} -j RETURN"), why);
        }
    }
    let why = reasons.set(Fact::VirtualInterface, &options.virtual_interfaces);
    for interface in options.virtual_interfaces.values() {
        sheet.insert(Table::Nat, "PREROUTING", 1, format!("-i {interface} -j RETURN"), why);
    }
}

/// `INVALID_DROP`.
pub fn drop_invalid(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    if job.options.drop_invalid {
        let why = reasons.fixed(Fact::DropInvalid);
        let condition = "-m conntrack --ctstate INVALID -j ISTIO_DROP";
        sheet.add(Table::Mangle, "PREROUTING", condition.into(), why);
        sheet.add(Table::Mangle, "ISTIO_DROP", "-j DROP".into(), why);
    }
}

/// The tunnel's port is never caught; the two chains that lead into the proxy.
pub fn ways_into_the_proxy(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let (options, redirect) = (job.options, "-p tcp -j REDIRECT --to-ports");
    let why = reasons.set(Fact::TunnelPort, &options.tunnel_port);
    sheet.nat("ISTIO_INBOUND", format!("-p tcp --dport {} -j RETURN", options.tunnel_port.text), why);
    let why = reasons.set(Fact::ToOutboundPort, &options.proxy_port);
    sheet.nat("ISTIO_REDIRECT", format!("{redirect} {}", options.proxy_port.text), why);
    let why = reasons.set(Fact::ToInboundPort, &options.inbound_capture_port);
    sheet.nat("ISTIO_IN_REDIRECT", format!("{redirect} {}", options.inbound_capture_port.text), why);
}

/// `handleInboundPortsInclude`.
pub fn captured(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let options = job.options;
    let ports = &options.inbound_ports;
    if ports.is_empty() {
        return;
    }
    let table = if options.is_tproxy() { Table::Mangle } else { Table::Nat };
    if options.is_tproxy() {
        super::tproxy::ways_into_the_proxy(job, sheet, reasons);
    }
    let why = reasons.set(Fact::InboundJump, ports);
    sheet.add(table, "PREROUTING", "-p tcp -j ISTIO_INBOUND".into(), why);
    if ports.is_everything() {
        let why = reasons.set(Fact::ExcludedInboundPort, &options.excluded_inbound_ports);
        for port in options.excluded_inbound_ports.values() {
            sheet.add(table, "ISTIO_INBOUND", format!("-p tcp --dport {port} -j RETURN"), why);
        }
        catch(job, "-p tcp", Fact::InboundCaptured, sheet, reasons);
    } else {
        for port in ports.values() {
            catch(job, &format!("-p tcp --dport {port}"), Fact::IncludedInboundPort, sheet, reasons);
        }
    }
}

/// Sends what meets the condition into the proxy.
fn catch(job: &Job<'_>, condition: &str, fact: Fact, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let why = reasons.set(fact, &job.options.inbound_ports);
    if job.options.is_tproxy() {
        super::tproxy::catch(condition, why, sheet, reasons);
    } else {
        sheet.nat("ISTIO_INBOUND", format!("{condition} -j ISTIO_IN_REDIRECT"), why);
    }
}
