//! Why the controllers of workloads give their pods what nobody wrote: the closed list of their reasons.

use super::Reason;
use crate::reasons::reasons;
use malla_trace::CauseId;

reasons! {
    "workload-controllers",
    /// A reason for a field of a pod, or of something else that a controller makes.
    Fact {
        /// A StatefulSet's pods are called after it, and counted.
        StatefulName = "statefulset-controller/name",
        /// Labels say which of them a pod is.
        StatefulLabels = "statefulset-controller/labels",
        /// Such a pod's host name is its own name.
        StatefulHostname = "statefulset-controller/hostname",
        /// Its domain is the governing Service.
        StatefulSubdomain = "statefulset-controller/subdomain",
        /// Every pod has claims of its own.
        StatefulClaim = "statefulset-controller/claim",
        /// A label tells versions of its template apart.
        StatefulRevision = "statefulset-controller/revision",
        /// A label tells versions of its template apart.
        DaemonRevision = "daemonset-controller/revision",
        /// A DaemonSet's pod is made for one node.
        DaemonNode = "daemonset-controller/node",
        /// A DaemonSet's pod bears what befalls nodes.
        DaemonTolerations = "daemonset-controller/tolerations",
        /// A Job finds its pods by labels that the API server thinks up.
        JobLabels = "job-controller/labels",
        /// A pod of an indexed Job knows its number.
        JobIndex = "job-controller/index",
        /// The programs of a Job's pod have ended.
        Completed = "kubelet/completed",
    }
}

impl Fact {
    /// The reason, of the controller that it belongs to, and the lines it rests on.
    #[must_use]
    pub fn on(self, from: Vec<CauseId>) -> Reason {
        let by = self.name().split_once('/').map_or("", |(component, _)| component);
        Reason::Fact { by, name: self.name(), from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_entered_under_its_own_name() {
        crate::reasons::check::<Fact>();
    }
}
