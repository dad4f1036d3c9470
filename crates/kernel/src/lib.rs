//! What Linux does with a packet in one network namespace: routes, netfilter, conntrack, NAT.
