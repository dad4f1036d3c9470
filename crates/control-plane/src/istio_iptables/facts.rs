//! Why istio-iptables writes a rule: the closed list of its reasons.

use crate::reasons::reasons;

reasons! {
    "istio-init",
    /// A reason for a rule.
    Fact {
        /// An interface that is left alone.
        ExcludedInterface = "istio-init/excluded-interface",
        /// What a virtual machine inside the pod sends does not come in from outside.
        VirtualInterface = "istio-init/virtual-interface",
        /// What a virtual machine inside the pod sends is caught on its way in.
        FromVirtualInterface = "istio-init/from-virtual-interface",
        /// What conntrack cannot place is dropped instead of reset.
        DropInvalid = "istio-init/drop-invalid",
        /// The mesh tunnel's port (15008) is the proxy's own already.
        TunnelPort = "istio-init/tunnel-port",
        /// ISTIO_REDIRECT: what goes out goes to 15001.
        ToOutboundPort = "istio-init/to-outbound-port",
        /// ISTIO_IN_REDIRECT: what comes in goes to 15006.
        ToInboundPort = "istio-init/to-inbound-port",
        /// nat PREROUTING: TCP that comes in goes to ISTIO_INBOUND.
        InboundJump = "istio-init/inbound-jump",
        /// Health and metrics ports are not caught.
        ExcludedInboundPort = "istio-init/excluded-inbound-port",
        /// A port that is caught on the way in, where only some are.
        IncludedInboundPort = "istio-init/included-inbound-port",
        /// All other ports are caught on the way in.
        InboundCaptured = "istio-init/inbound-captured",
        /// nat OUTPUT: all that the pod's processes send goes to ISTIO_OUTPUT.
        OutboundJump = "istio-init/outbound-jump",
        /// A port that is not caught on the way out.
        ExcludedOutboundPort = "istio-init/excluded-outbound-port",
        /// From 127.0.0.6: the proxy hands a connection on to the app.
        HandedToTheApp = "istio-init/handed-to-the-app",
        /// The proxy calls its own pod through a Service's address: it is sent back in, as if it came from outside.
        ProxyToItsOwnPod = "istio-init/proxy-to-its-own-pod",
        /// The app to localhost or to its own address is never captured.
        AppToItself = "istio-init/app-to-itself",
        /// The proxy's own traffic goes out unredirected, or it would go round in circles.
        ProxyGoesOut = "istio-init/proxy-goes-out",
        /// A group of processes that is not caught.
        ExcludedGroup = "istio-init/excluded-group",
        /// Only some groups of processes are caught: all others go out.
        OtherGroups = "istio-init/other-groups",
        /// Questions to the resolvers go to the agent.
        DnsCapture = "istio-init/dns-capture",
        /// Conntrack zones keep the app's questions and the agent's apart.
        DnsZones = "istio-init/dns-zones",
        /// To 127.0.0.1: the app speaks to the proxy itself or to a neighbour in the pod.
        Loopback = "istio-init/loopback",
        /// Addresses that are not caught on the way out.
        ExcludedRange = "istio-init/excluded-range",
        /// A port that is caught on the way out whatever the address.
        IncludedOutboundPort = "istio-init/included-outbound-port",
        /// Addresses that are caught on the way out, where only some are.
        IncludedRange = "istio-init/included-range",
        /// All the rest is caught on the way out.
        EverythingCaptured = "istio-init/everything-captured",
        /// Marks that lead packets to the proxy without rewriting them (`TPROXY`).
        TproxyMark = "istio-init/tproxy-mark",
    }
}

#[cfg(test)]
mod check {
    use super::*;

    #[test]
    fn every_fact_is_entered_under_its_own_name() {
        crate::reasons::check::<Fact>();
    }
}
