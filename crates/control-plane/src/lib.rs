//! From objects to what the engines run: API server, controllers, scheduler, kube-proxy, CoreDNS, ingress.
