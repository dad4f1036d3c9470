//! What is so by the nature of the thing: every `Cause::Builtin` by its name, in both languages.

mod mesh;
mod nftables;
mod workloads;

use super::template::text;
use malla_trace::{Fragment, Lang};

/// The words of a builtin; its bare name where it has none (the property test over all traces keeps that away).
pub(super) fn words(name: &str, lang: Lang) -> Vec<Fragment> {
    vec![text(find(name).map_or(name, |fact| lang.pick(fact.es, fact.en)))]
}

/// Whether the builtin of that name can be explained.
#[must_use]
pub fn is_known(name: &str) -> bool {
    find(name).is_some()
}

struct Fact {
    name: &'static str,
    es: &'static str,
    en: &'static str,
}

fn find(name: &str) -> Option<&'static Fact> {
    all().find(|fact| fact.name == name)
}

fn all() -> impl Iterator<Item = &'static Fact> {
    FACTS.iter().chain(mesh::FACTS).chain(nftables::FACTS).chain(workloads::FACTS)
}

#[rustfmt::skip]
static FACTS: &[Fact] = &[
    Fact { name: "kube-proxy/service-portals",
        es: "todo paquete nuevo pasa por KUBE-SERVICES, la lista de servicios",
        en: "every new packet goes through KUBE-SERVICES, the list of Services" },
    Fact { name: "kube-proxy/postrouting",
        es: "al salir, todo paquete pasa por KUBE-POSTROUTING, por si hay que enmascararlo",
        en: "on its way out every packet goes through KUBE-POSTROUTING, in case it must be masqueraded" },
    Fact { name: "kube-proxy/filter-portals",
        es: "las conexiones nuevas pasan por KUBE-SERVICES también en filter: ahí están los rechazos",
        en: "new connections go through KUBE-SERVICES in filter too: that is where the refusals are" },
    Fact { name: "kube-proxy/filter-external",
        es: "las conexiones nuevas desde fuera pasan por KUBE-EXTERNAL-SERVICES, donde están los rechazos",
        en: "new connections from outside go through KUBE-EXTERNAL-SERVICES, where the refusals are" },
    Fact { name: "kube-proxy/filter-node-ports",
        es: "lo que entra pasa por KUBE-NODEPORTS, que deja entrar los chequeos de salud",
        en: "what comes in goes through KUBE-NODEPORTS, which lets health checks in" },
    Fact { name: "kube-proxy/forward",
        es: "lo que atraviesa el nodo pasa por KUBE-FORWARD",
        en: "what crosses the node goes through KUBE-FORWARD" },
    Fact { name: "kube-proxy/firewall",
        es: "las conexiones nuevas pasan por KUBE-PROXY-FIREWALL, por si un balanceador limita sus orígenes",
        en: "new connections go through KUBE-PROXY-FIREWALL, in case a load balancer limits its sources" },
    Fact { name: "kubelet/firewall",
        es: "el kubelet protege las direcciones 127.0.0.0/8 del nodo",
        en: "the kubelet guards the node's 127.0.0.0/8 addresses" },
    Fact { name: "kube-proxy/localnet-guard",
        es: "nadie de fuera debe alcanzar 127.0.0.0/8 del nodo",
        en: "nobody from outside may reach the node's 127.0.0.0/8" },
    Fact { name: "kube-proxy/unmarked-returns",
        es: "lo que no lleva la marca sale tal como está",
        en: "what carries no mark leaves as it is" },
    Fact { name: "kube-proxy/mark-cleared",
        es: "la marca se quita, para no enmascarar dos veces",
        en: "the mark is taken off, so as not to masquerade twice" },
    Fact { name: "kube-proxy/masquerade",
        es: "lo marcado sale con la dirección del nodo",
        en: "what is marked leaves with the node's address" },
    Fact { name: "kube-proxy/mark-masquerade",
        es: "aquí se apunta en el paquete que habrá que enmascararlo",
        en: "here a note is put on the packet: to be masqueraded" },
    Fact { name: "kube-proxy/drop-invalid",
        es: "lo que conntrack no sabe colocar se tira: dejarlo pasar rompería la conexión",
        en: "what conntrack cannot place is dropped: letting it through would break the connection" },
    Fact { name: "kube-proxy/accept-marked",
        es: "lo marcado va a un servicio y puede atravesar el nodo",
        en: "what is marked is for a Service and may cross the node" },
    Fact { name: "kube-proxy/accept-established",
        es: "lo que pertenece a una conexión abierta puede atravesar el nodo",
        en: "what belongs to an open connection may cross the node" },
    Fact { name: "kube-proxy/node-ports-last",
        es: "lo último: si el destino es una dirección del propio nodo, se mira si es un NodePort",
        en: "last of all: when the destination is the node's own address, it may be a NodePort" },
    Fact { name: "kube-proxy/cluster-ip",
        es: "esa es la dirección virtual del servicio",
        en: "that is the Service's virtual address" },
    Fact { name: "kube-proxy/external-ip",
        es: "esa es una dirección externa del servicio",
        en: "that is an external address of the Service" },
    Fact { name: "kube-proxy/load-balancer-ip",
        es: "esa es la dirección del balanceador, que el nodo atiende él mismo",
        en: "that is the load balancer's address, which the node serves by itself" },
    Fact { name: "kube-proxy/node-port",
        es: "ese puerto está abierto en todos los nodos y lleva al servicio",
        en: "that port is open on every node and leads to the Service" },
    Fact { name: "kube-proxy/localhost-node-port",
        es: "el NodePort también vale desde el propio nodo",
        en: "the NodePort works from the node itself too" },
    Fact { name: "kube-proxy/health-check",
        es: "el chequeo de salud del balanceador puede entrar",
        en: "the balancer's health check may come in" },
    Fact { name: "kube-proxy/health-server",
        es: "con política Local, el balanceador de fuera pregunta a cada nodo si tiene pods del servicio: kube-proxy responde en ese puerto",
        en: "with policy Local, the balancer outside asks every node whether it has pods of the Service: kube-proxy answers at that port" },
    Fact { name: "kube-proxy/no-endpoints",
        es: "el servicio no tiene a nadie detrás: se rechaza",
        en: "the Service has nobody behind it: refused" },
    Fact { name: "kube-proxy/no-local-endpoints",
        es: "en este nodo no corre ningún pod del servicio y la política Local prohíbe ir a otro: se tira",
        en: "no pod of the Service runs on this node and policy Local forbids going elsewhere: dropped" },
    Fact { name: "kube-proxy/outside-source-ranges",
        es: "el origen no está entre los permitidos: se tira",
        en: "the source is not among those allowed: dropped" },
    Fact { name: "kube-proxy/source-range",
        es: "ese origen está permitido",
        en: "that source is allowed" },
    Fact { name: "kube-proxy/source-range-node",
        es: "el propio nodo está permitido",
        en: "the node itself is allowed" },
    Fact { name: "kube-proxy/source-ranges-end",
        es: "nadie le ha dejado pasar",
        en: "nobody let it through" },
    Fact { name: "kube-proxy/masquerade-off-cluster",
        es: "quien llama desde fuera de la red de pods tiene que ser enmascarado, o la respuesta se perdería",
        en: "whoever calls from outside the pod network must be masqueraded, or the answer would go astray" },
    Fact { name: "kube-proxy/masquerade-all",
        es: "kube-proxy está configurado para enmascararlo todo",
        en: "kube-proxy is set to masquerade everything" },
    Fact { name: "kube-proxy/masquerade-external",
        es: "lo que viene de fuera puede acabar en otro nodo, así que se enmascara para que vuelva por aquí",
        en: "what comes from outside may end up on another node, so it is masqueraded to come back through here" },
    Fact { name: "kube-proxy/pods-go-anywhere",
        es: "la política Local no ata a los pods: van a cualquier endpoint",
        en: "policy Local does not bind pods: they go to any endpoint" },
    Fact { name: "kube-proxy/masquerade-local",
        es: "lo que sale del propio nodo se enmascara",
        en: "what the node itself sends is masqueraded" },
    Fact { name: "kube-proxy/node-goes-anywhere",
        es: "el propio nodo va a cualquier endpoint",
        en: "the node itself goes to any endpoint" },
    Fact { name: "kube-proxy/external-policy",
        es: "lo demás va adonde diga su política",
        en: "the rest goes where its policy says" },
    Fact { name: "kube-proxy/affinity-kept",
        es: "ese cliente ya estuvo aquí hace poco y vuelve al mismo endpoint",
        en: "that client was here a short while ago and goes back to the same endpoint" },
    Fact { name: "kube-proxy/endpoint-by-chance",
        es: "un endpoint entre varios, todos con la misma probabilidad",
        en: "one endpoint among several, each as likely as the others" },
    Fact { name: "kube-proxy/endpoint-of-the-rest",
        es: "el último endpoint, o el único, se queda con el resto",
        en: "the last endpoint, or the only one, takes the rest" },
    Fact { name: "kube-proxy/hairpin",
        es: "un pod que se llama a sí mismo por su servicio tiene que ser enmascarado",
        en: "a pod that calls itself through its Service must be masqueraded" },
    Fact { name: "kube-proxy/dnat",
        es: "el destino pasa a ser el endpoint",
        en: "the destination becomes the endpoint" },
    Fact { name: "client/probe",
        es: "es la petición que tú envías",
        en: "it is the request you send" },
    Fact { name: "network/nobody",
        es: "en esa red nadie tiene esa dirección",
        en: "nobody on that network has that address" },
    Fact { name: "network/address",
        es: "es la dirección de la máquina",
        en: "it is the machine's address" },
    Fact { name: "network/outside",
        es: "más allá empieza el mundo de fuera, que aquí no existe",
        en: "beyond lies the world outside, which does not exist here" },
    Fact { name: "cni/pod-gateway",
        es: "la salida de todo pod es un cable hacia su nodo",
        en: "every pod's way out is a cable to its node" },
    Fact { name: "cni/masquerade",
        es: "fuera de la red de pods nadie sabe volver a un pod, así que sale con la dirección de su nodo",
        en: "outside the pod network nobody knows the way back to a pod, so it leaves with its node's address" },
    Fact { name: "resolv-conf/client",
        es: "así está configurado el resolvedor de esa máquina",
        en: "that is how this machine's resolver is set up" },
    Fact { name: "resolv-conf/cluster-first",
        es: "el kubelet da a cada pod este resolv.conf: primero el DNS del clúster",
        en: "the kubelet gives every pod this resolv.conf: the cluster's DNS first" },
    Fact { name: "linux/arrive",
        es: "el paquete entra por un dispositivo de red",
        en: "the packet comes in by a network device" },
    Fact { name: "linux/originate",
        es: "lo hace un proceso de la propia máquina, o el núcleo",
        en: "a process of the machine itself makes it, or the kernel" },
    Fact { name: "linux/conntrack",
        es: "Linux mira en conntrack cada paquete que ve",
        en: "Linux looks every packet up in conntrack" },
    Fact { name: "linux/nat",
        es: "la conexión ya tenía su traducción",
        en: "the connection already had its translation" },
    Fact { name: "linux/nat-port",
        es: "NAT no repite combinaciones: si el puerto de origen está ocupado, toma otro",
        en: "NAT repeats no combination: a source port in use gives way to another" },
    Fact { name: "linux/policy-accept",
        es: "la política de una cadena es ACCEPT mientras nadie diga otra cosa",
        en: "a chain's policy is ACCEPT unless somebody says otherwise" },
    Fact { name: "linux/policy-drop",
        es: "alguien puso la política de la cadena en DROP",
        en: "somebody set the chain's policy to DROP" },
    Fact { name: "linux/routing-local",
        es: "a sus propias direcciones una máquina llega por lo, sin salir",
        en: "a machine reaches its own addresses through lo, without leaving" },
    Fact { name: "linux/no-route",
        es: "la tabla de rutas no dice nada de ese destino",
        en: "the routing table says nothing about that destination" },
    Fact { name: "linux/forwarding-off",
        es: "esta máquina no reenvía paquetes de otros (ip_forward apagado)",
        en: "this machine does not forward for others (ip_forward is off)" },
    Fact { name: "linux/martian",
        es: "esa dirección no puede venir de ahí",
        en: "that address cannot come from there" },
    Fact { name: "linux/ttl",
        es: "cada máquina que reenvía resta uno al TTL, y a cero se tira",
        en: "every forwarding machine takes one off the TTL, and at zero the packet is dropped" },
    Fact { name: "linux/icmp-error",
        es: "quien no puede entregar un paquete avisa con ICMP",
        en: "whoever cannot deliver a packet reports it by ICMP" },
    Fact { name: "linux/icmp-echo",
        es: "a un ping contesta el propio núcleo",
        en: "the kernel itself answers a ping" },
    Fact { name: "linux/no-socket",
        es: "nadie escucha en ese puerto",
        en: "nobody listens on that port" },
    Fact { name: "linux/connected-socket",
        es: "ahí está el programa que abrió esta conversación",
        en: "there is the program that opened this conversation" },
    Fact { name: "linux/jump-limit",
        es: "demasiados saltos entre cadenas para un solo paquete",
        en: "too many chain calls for one packet" },
    Fact { name: "linux/nat-failed",
        es: "NAT no encontró un hueco libre",
        en: "NAT found no free slot" },
    Fact { name: "coredns/server",
        es: "CoreDNS atiende el dominio del clúster",
        en: "CoreDNS serves the cluster's domain" },
    Fact { name: "coredns/zone",
        es: "de los nombres del clúster responde CoreDNS, y solo él",
        en: "CoreDNS alone answers for the cluster's names" },
    Fact { name: "coredns/name-server",
        es: "así se llama el propio servidor DNS",
        en: "that is the DNS server's own name" },
    Fact { name: "coredns/version",
        es: "la versión del esquema de nombres",
        en: "the version of the naming scheme" },
    Fact { name: "coredns/namespace",
        es: "cada namespace tiene su rama de nombres",
        en: "every namespace has its branch of names" },
    Fact { name: "coredns/cluster-ip",
        es: "el nombre de un servicio es su dirección virtual",
        en: "a Service's name is its virtual address" },
    Fact { name: "coredns/headless",
        es: "un servicio sin dirección se resuelve a las de sus pods",
        en: "a Service without an address resolves to those of its pods" },
    Fact { name: "coredns/endpoint-name",
        es: "cada endpoint tiene un nombre propio",
        en: "every endpoint has a name of its own" },
    Fact { name: "coredns/service-port",
        es: "cada puerto con nombre tiene su registro SRV",
        en: "every named port has its SRV record" },
    Fact { name: "coredns/external-name",
        es: "ese servicio es solo otro nombre",
        en: "that Service is just another name" },
    Fact { name: "coredns/reverse",
        es: "de la dirección al nombre",
        en: "from address to name" },
    Fact { name: "coredns/pod-names",
        es: "los nombres de pods deletrean su dirección",
        en: "names of pods spell their address" },
    Fact { name: "coredns/pod-address",
        es: "es la dirección que deletrea el nombre",
        en: "it is the address that the name spells" },
    Fact { name: "api-server/object",
        es: "lo guarda el servidor de la API",
        en: "the API server keeps it" },
    Fact { name: "api-server/system-namespace",
        es: "ese namespace existe en todo clúster",
        en: "that namespace exists in every cluster" },
    Fact { name: "world/empty",
        es: "nadie ha descrito el mundo",
        en: "nobody described the world" },
    Fact { name: "ingress/listener",
        es: "el ingress controller escucha ahí",
        en: "the ingress controller listens there" },
    Fact { name: "ingress/table",
        es: "lo que sabe es lo que dicen los Ingress de su clase",
        en: "what it knows is what the Ingresses of its class say" },
    Fact { name: "ingress/host",
        es: "una regla nombra ese host",
        en: "a rule names that host" },
    Fact { name: "ingress/any-host",
        es: "una regla sin host recoge los que nadie nombra",
        en: "a rule without a host takes those nobody names" },
    Fact { name: "ingress/path",
        es: "una regla nombra ese camino; gana el más largo, y Exact antes que Prefix",
        en: "a rule names that path; the longest wins, Exact before Prefix" },
    Fact { name: "ingress/default-backend",
        es: "lo que ninguna regla recoge va al backend por defecto",
        en: "what no rule takes goes to the default backend" },
    Fact { name: "ingress/endpoints",
        es: "el controlador mira él mismo qué pods hay detrás del servicio",
        en: "the controller looks up by itself which pods stand behind the Service" },
    Fact { name: "ingress/cluster-ip",
        es: "el controlador llama a la dirección virtual del servicio",
        en: "the controller calls the Service's virtual address" },
    Fact { name: "ingress/service-name",
        es: "el controlador llama al servicio por su nombre, y el DNS dirá dónde está",
        en: "the controller calls the Service by its name, and DNS will say where it is" },
    Fact { name: "ingress/certificate",
        es: "el certificado de ese host",
        en: "the certificate of that host" },
    Fact { name: "ingress/fake-certificate",
        es: "el certificado que el controlador se inventa para los demás hosts",
        en: "the certificate the controller makes up for all other hosts" },
];

#[cfg(test)]
mod tests {
    use super::*;
    use malla_control_plane::Reason;

    /// The names of a component's reasons that nobody can explain.
    fn unexplained<R: Reason>() -> Vec<&'static str> {
        R::ALL.iter().map(|reason| reason.name()).filter(|name| !is_known(name)).collect()
    }

    #[test]
    fn every_reason_of_a_component_has_words() {
        assert_eq!(unexplained::<malla_control_plane::kube_proxy::Fact>(), [""; 0]);
        assert_eq!(unexplained::<malla_control_plane::kube_proxy::nftables::Fact>(), [""; 0]);
        assert_eq!(unexplained::<malla_control_plane::controllers::Fact>(), [""; 0]);
        assert_eq!(unexplained::<malla_control_plane::coredns::Fact>(), [""; 0]);
        assert_eq!(unexplained::<malla_control_plane::ingress::Fact>(), [""; 0]);
        assert_eq!(unexplained::<malla_control_plane::istio_iptables::Fact>(), [""; 0]);
        assert_eq!(unexplained::<malla_control_plane::injection::Fact>(), [""; 0]);
        assert_eq!(unexplained::<malla_control_plane::istiod::ConfigFact>(), [""; 0]);
        assert_eq!(unexplained::<malla_control_plane::istiod::RouteFact>(), [""; 0]);
    }

    #[test]
    fn every_law_of_the_kernel_has_words() {
        let missing: Vec<&str> = malla_kernel::Laws::NAMES.iter().copied().filter(|n| !is_known(n)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names: Vec<&str> = all().map(|f| f.name).collect();
        names.sort_unstable();
        let before = names.len();
        names.dedup();
        assert_eq!(names.len(), before);
    }
}
