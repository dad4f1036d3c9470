//! The glossary: the words that explanations and lessons lean on, each in a sentence or three.

use malla_trace::Lang;

/// A glossary entry in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Stable name, what a link says after `term:`.
    pub term: &'static str,
    /// The word as a heading.
    pub title: &'static str,
    /// What it means.
    pub text: &'static str,
}

/// The entry of that name.
#[must_use]
pub fn term(term: &str, lang: Lang) -> Option<Term> {
    ENTRIES.iter().find(|entry| entry.term == term).map(|entry| entry.say(lang))
}

/// Every entry, in the alphabetical order of that language's headings.
#[must_use]
pub fn glossary(lang: Lang) -> Vec<Term> {
    let mut terms: Vec<Term> = ENTRIES.iter().map(|entry| entry.say(lang)).collect();
    terms.sort_by_key(|term| term.title.to_lowercase());
    terms
}

/// An entry in both languages.
struct Entry {
    term: &'static str,
    title_es: &'static str,
    title_en: &'static str,
    text_es: &'static str,
    text_en: &'static str,
}

impl Entry {
    fn say(&self, lang: Lang) -> Term {
        Term {
            term: self.term,
            title: lang.pick(self.title_es, self.title_en),
            text: lang.pick(self.text_es, self.text_en),
        }
    }
}

static ENTRIES: &[Entry] = &[
    Entry {
        term: "packet",
        title_es: "Paquete",
        title_en: "Packet",
        text_es: "Un sobre con remite y destinatario (dirección y puerto de cada lado) y lo que va dentro. Todo lo que viaja por la red son paquetes.",
        text_en: "An envelope with a sender and an addressee (address and port of each side) and something inside. Everything that travels on the network is packets.",
    },
    Entry {
        term: "ip-address",
        title_es: "Dirección IP",
        title_en: "IP address",
        text_es: "El número de una máquina o de un pod en su red, como 192.168.0.10. Dice a quién; el puerto dice a qué programa.",
        text_en: "The number of a machine or a pod on its network, such as 192.168.0.10. It says to whom; the port says to which program.",
    },
    Entry {
        term: "port",
        title_es: "Puerto",
        title_en: "Port",
        text_es: "El número de la ventanilla dentro de una dirección: en cada puerto atiende, como mucho, un programa. La 80 suele ser la web, la 3306 MySQL y MariaDB.",
        text_en: "The number of the counter behind an address: at most one program serves at each port. 80 is usually the web, 3306 MySQL and MariaDB.",
    },
    Entry {
        term: "socket",
        title_es: "Socket",
        title_en: "Socket",
        text_es: "El extremo de una conexión en un programa: una dirección y un puerto en los que escucha o por los que habla.",
        text_en: "A program's end of a connection: an address and a port at which it listens or through which it talks.",
    },
    Entry {
        term: "interface",
        title_es: "Interfaz de red",
        title_en: "Network interface",
        text_es: "La puerta por la que una máquina o un pod se asoma a una red, como eth0. lo es la puerta que da a uno mismo.",
        text_en: "The door through which a machine or a pod looks out on a network, such as eth0. lo is the door that leads back to oneself.",
    },
    Entry {
        term: "route",
        title_es: "Ruta",
        title_en: "Route",
        text_es: "Una línea de la tabla de rutas: para ir a estas direcciones, sal por esta interfaz y entrega a este vecino. Gana la más concreta (el prefijo más largo).",
        text_en: "A line of the routing table: to reach these addresses, leave by this interface and hand over to that neighbour. The most specific one (the longest prefix) wins.",
    },
    Entry {
        term: "default-gateway",
        title_es: "Puerta de enlace",
        title_en: "Default gateway",
        text_es: "El vecino al que se entrega todo lo que no tiene una ruta mejor. Es el «pregunte en recepción» de la red.",
        text_en: "The neighbour who gets everything that has no better route. It is the network's \"ask at the front desk\".",
    },
    Entry {
        term: "ttl",
        title_es: "TTL",
        title_en: "TTL",
        text_es: "En un paquete, cuántos routers más puede cruzar: cada uno resta 1 y el que llega a 0 lo tira. En un registro DNS, cuántos segundos se puede recordar la respuesta.",
        text_en: "In a packet, how many more routers it may cross: each takes 1 away and the one that reaches 0 throws it out. In a DNS record, for how many seconds the answer may be remembered.",
    },
    Entry {
        term: "tcp",
        title_es: "TCP",
        title_en: "TCP",
        text_es: "El protocolo de las conversaciones: primero se abre una conexión, después se habla, y todo llega en orden o se sabe que no llegó.",
        text_en: "The protocol of conversations: first a connection is opened, then both talk, and everything arrives in order or one learns that it did not.",
    },
    Entry {
        term: "udp",
        title_es: "UDP",
        title_en: "UDP",
        text_es: "El protocolo de los recados sueltos: un paquete va, otro vuelve, sin abrir nada. Es lo que usa casi siempre una pregunta DNS.",
        text_en: "The protocol of single errands: one packet goes, one comes back, nothing is opened. A DNS question almost always uses it.",
    },
    Entry {
        term: "tcp-syn",
        title_es: "SYN",
        title_en: "SYN",
        text_es: "El primer paquete de una conexión TCP: «¿hablamos?». El otro contesta SYN,ACK y la conexión queda abierta. Por eso basta seguir al SYN para saber por dónde irá todo lo demás.",
        text_en: "The first packet of a TCP connection: \"shall we talk?\". The other side answers SYN,ACK and the connection stands. Follow the SYN and you know which way all the rest will go.",
    },
    Entry {
        term: "rst",
        title_es: "RST",
        title_en: "RST",
        text_es: "El portazo de TCP: «aquí no atiende nadie» o «esta conexión se acabó». Quien lo recibe ve «connection refused» o «connection reset».",
        text_en: "TCP's slammed door: \"nobody serves here\" or \"this connection is over\". Whoever gets it sees \"connection refused\" or \"connection reset\".",
    },
    Entry {
        term: "connection-refused",
        title_es: "Conexión rechazada",
        title_en: "Connection refused",
        text_es: "Alguien contestó que no, y al momento: la máquina existe pero en ese puerto no escucha nadie, o una regla REJECT lo dice por ella. Es una buena noticia comparada con el silencio.",
        text_en: "Somebody said no, and at once: the machine exists but nobody listens at that port, or a REJECT rule says so in its name. Compared with silence it is good news.",
    },
    Entry {
        term: "timeout",
        title_es: "Tiempo agotado",
        title_en: "Timeout",
        text_es: "Nadie contestó. El paquete se perdió por el camino (nadie tiene esa dirección, una regla DROP, ninguna ruta) y quien preguntó se cansa de esperar.",
        text_en: "Nobody answered. The packet was lost on its way (nobody has that address, a DROP rule, no route) and the asker grows tired of waiting.",
    },
    Entry {
        term: "icmp",
        title_es: "ICMP",
        title_en: "ICMP",
        text_es: "El protocolo de los avisos entre máquinas: el ping y los errores del tipo «no sé llegar ahí».",
        text_en: "The protocol of notices between machines: ping, and errors such as \"I cannot get there\".",
    },
    Entry {
        term: "icmp-unreachable",
        title_es: "Destino inalcanzable (ICMP)",
        title_en: "Destination unreachable (ICMP)",
        text_es: "El aviso de que un paquete no puede llegar: no hay ruta, nadie tiene esa dirección, el puerto está cerrado o una regla lo prohíbe. Lleva dentro la cabecera del paquete del que habla.",
        text_en: "The notice that a packet cannot arrive: there is no route, nobody has that address, the port is closed or a rule forbids it. It quotes the header of the packet it is about.",
    },
    Entry {
        term: "netfilter",
        title_es: "Netfilter",
        title_en: "Netfilter",
        text_es: "La parte del kernel de Linux por la que pasa todo paquete que entra, sale o cruza una máquina. Ahí se filtra y ahí se cambian direcciones.",
        text_en: "The part of the Linux kernel that sees every packet that enters, leaves or crosses a machine. That is where packets are filtered and addresses are changed.",
    },
    Entry {
        term: "iptables",
        title_es: "iptables",
        title_en: "iptables",
        text_es: "La herramienta con la que se dictan reglas a netfilter. No filtra nada: solo las escribe y las lee.",
        text_en: "The tool that dictates rules to netfilter. It filters nothing itself: it only writes and reads them.",
    },
    Entry {
        term: "table",
        title_es: "Tabla",
        title_en: "Table",
        text_es: "Un grupo de cadenas con un oficio: nat cambia direcciones, filter deja pasar o no, mangle y raw retocan otras cosas.",
        text_en: "A group of chains with one trade: nat changes addresses, filter lets packets through or not, mangle and raw touch other things.",
    },
    Entry {
        term: "chain",
        title_es: "Cadena",
        title_en: "Chain",
        text_es: "Una lista de reglas que se leen en orden. Las cinco de fábrica están enganchadas al camino del paquete; las demás solo se visitan si una regla salta a ellas.",
        text_en: "A list of rules read in order. The five built-in ones are hooked into the packet's way; the others are visited only when a rule jumps to them.",
    },
    Entry {
        term: "rule",
        title_es: "Regla",
        title_en: "Rule",
        text_es: "Una línea de una cadena: si el paquete cumple estas condiciones, haz esto. Si no las cumple, se pasa a la siguiente.",
        text_en: "A line of a chain: if the packet meets these conditions, do this. If it does not, the next one is tried.",
    },
    Entry {
        term: "chain-policy",
        title_es: "Política de la cadena",
        title_en: "Chain policy",
        text_es: "Lo que se hace cuando una cadena de fábrica se acaba y ninguna regla ha decidido: ACCEPT o DROP. «Nadie dijo nada» no es lo mismo que «una regla dijo que sí».",
        text_en: "What happens when a built-in chain ends and no rule has decided: ACCEPT or DROP. \"Nobody said anything\" is not the same as \"a rule said yes\".",
    },
    Entry {
        term: "prerouting",
        title_es: "PREROUTING",
        title_en: "PREROUTING",
        text_es: "La cadena por la que pasa lo que llega de fuera, antes de decidir por dónde sigue. Es el sitio del DNAT: aún se está a tiempo de cambiar el destino.",
        text_en: "The chain for what comes in from outside, before it is decided where it goes on. The place for DNAT: there is still time to change the destination.",
    },
    Entry {
        term: "input",
        title_es: "INPUT",
        title_en: "INPUT",
        text_es: "La cadena de lo que llega para esta misma máquina, justo antes de dárselo a un programa.",
        text_en: "The chain for what has arrived for this very machine, just before a program gets it.",
    },
    Entry {
        term: "forward",
        title_es: "FORWARD",
        title_en: "FORWARD",
        text_es: "La cadena de lo que solo está de paso: entra por una interfaz y sale por otra. Lo de los pods casi siempre está de paso por su nodo.",
        text_en: "The chain for what is only passing through: in by one interface, out by another. Pod traffic is nearly always just passing through its node.",
    },
    Entry {
        term: "output",
        title_es: "OUTPUT",
        title_en: "OUTPUT",
        text_es: "La cadena de lo que envían los programas de la propia máquina.",
        text_en: "The chain for what the machine's own programs send.",
    },
    Entry {
        term: "postrouting",
        title_es: "POSTROUTING",
        title_en: "POSTROUTING",
        text_es: "La última cadena antes de salir a la red. Es el sitio del SNAT y de MASQUERADE: ya se sabe por dónde sale.",
        text_en: "The last chain before the network. The place for SNAT and MASQUERADE: by now it is known which way the packet leaves.",
    },
    Entry {
        term: "nat",
        title_es: "NAT",
        title_en: "NAT",
        text_es: "Cambiar las direcciones de un paquete al vuelo. Se decide una sola vez, con el primer paquete de la conexión; los demás, y las respuestas, siguen esa decisión.",
        text_en: "Changing a packet's addresses on the fly. It is decided only once, with the connection's first packet; the others, and the replies, follow that decision.",
    },
    Entry {
        term: "dnat",
        title_es: "DNAT",
        title_en: "DNAT",
        text_es: "Cambiar el destino: el paquete iba a una dirección y acaba en otra. Así una IP que no es de nadie, la de un Service, lleva hasta un pod.",
        text_en: "Changing the destination: the packet was for one address and ends at another. That is how an IP that is nobody's, a Service's, leads to a pod.",
    },
    Entry {
        term: "snat",
        title_es: "SNAT",
        title_en: "SNAT",
        text_es: "Cambiar el origen: el paquete dice venir de otro. Se hace para que la respuesta vuelva por donde se fue y se pueda deshacer el cambio.",
        text_en: "Changing the source: the packet claims to come from somebody else. It is done so that the reply returns the same way and the change can be undone.",
    },
    Entry {
        term: "masquerade",
        title_es: "MASQUERADE",
        title_en: "MASQUERADE",
        text_es: "Un SNAT que no lleva la dirección escrita: pone la de la interfaz por la que sale el paquete.",
        text_en: "An SNAT with no address written in it: it takes that of the interface by which the packet leaves.",
    },
    Entry {
        term: "mark",
        title_es: "Marca",
        title_en: "Mark",
        text_es: "Un número que netfilter pega a un paquete dentro de una máquina, como un pósit. No viaja por la red. kube-proxy usa 0x4000 para decir «a este, al salir, cámbiale el origen».",
        text_en: "A number that netfilter sticks on a packet inside one machine, like a sticky note. It never travels. kube-proxy uses 0x4000 to say \"change this one's source on its way out\".",
    },
    Entry {
        term: "statistic",
        title_es: "statistic",
        title_en: "statistic",
        text_es: "La condición que acierta al azar con cierta probabilidad. Con ella kube-proxy reparte: la primera de dos reglas acierta la mitad de las veces, y la última siempre.",
        text_en: "The condition that matches at random with a given probability. kube-proxy shares out with it: the first of two rules matches half the time, and the last one always.",
    },
    Entry {
        term: "conntrack",
        title_es: "Conntrack",
        title_en: "Conntrack",
        text_es: "La libreta de conexiones del kernel: apunta quién habla con quién y qué direcciones se cambiaron. Gracias a ella las respuestas deshacen el cambio solas.",
        text_en: "The kernel's notebook of connections: it records who talks to whom and which addresses were changed. Thanks to it replies undo the change by themselves.",
    },
    Entry {
        term: "conntrack-reply",
        title_es: "Respuesta (conntrack)",
        title_en: "Reply (conntrack)",
        text_es: "Un paquete que va en contra del primero de su conexión. Conntrack lo reconoce y le pone las direcciones que espera ver quien preguntó; las reglas de nat ni se miran.",
        text_en: "A packet that goes against the first one of its connection. Conntrack recognises it and gives it the addresses that the asker expects; the nat rules are not even looked at.",
    },
    Entry {
        term: "hairpin",
        title_es: "Horquilla (hairpin)",
        title_en: "Hairpin",
        text_es: "Cuando un pod llama a su propio Service y el reparto le toca a él mismo: sale y vuelve a entrar, como un coche que da la vuelta en una horquilla. Hay que cambiarle el origen o se contestaría por dentro.",
        text_en: "When a pod calls its own Service and the draw falls on itself: out it goes and in again, like a car in a hairpin bend. Its source must be changed, or it would answer itself directly.",
    },
    Entry {
        term: "round-robin",
        title_es: "Round robin",
        title_en: "Round robin",
        text_es: "Repartir por turno: el primero, el segundo, el tercero, y vuelta a empezar. La pantalla de «caja 14» del supermercado. kube-proxy con iptables no lleva turno: echa a suertes, y a la larga sale parecido.",
        text_en: "Sharing out by turns: first, second, third, and round again. The supermarket's \"till 14, please\" screen. kube-proxy with iptables keeps no turns: it draws lots, and in the long run it comes out much the same.",
    },
    Entry {
        term: "cluster",
        title_es: "Clúster",
        title_en: "Cluster",
        text_es: "Un grupo de máquinas que Kubernetes gobierna como si fueran una sola.",
        text_en: "A group of machines that Kubernetes runs as if they were one.",
    },
    Entry {
        term: "control-plane",
        title_es: "Plano de control",
        title_en: "Control plane",
        text_es: "Los programas que mandan: el que guarda los objetos, el que coloca los pods y los que vigilan que lo pedido y lo que hay coincidan. El gerente del supermercado.",
        text_en: "The programs in charge: the one that keeps the objects, the one that places pods and those that watch that what was asked for and what there is agree. The supermarket's manager.",
    },
    Entry {
        term: "node",
        title_es: "Nodo",
        title_en: "Node",
        text_es: "Una máquina del clúster, con su Linux y su netfilter. Encima corren los pods.",
        text_en: "A machine of the cluster, with its Linux and its netfilter. Pods run on it.",
    },
    Entry {
        term: "kubelet",
        title_es: "kubelet",
        title_en: "kubelet",
        text_es: "El programa que hay en cada nodo y que arranca y vigila los contenedores de los pods que le han tocado.",
        text_en: "The program on every node that starts and watches the containers of the pods it was given.",
    },
    Entry {
        term: "pod",
        title_es: "Pod",
        title_en: "Pod",
        text_es: "Uno o varios contenedores que comparten dirección IP y máquina. Es lo que de verdad corre, y lo que nace y muere: si se repone, es otro pod, con otra dirección.",
        text_en: "One or several containers that share an IP address and a machine. It is what really runs, and what is born and dies: when it is replaced, it is another pod with another address.",
    },
    Entry {
        term: "container",
        title_es: "Contenedor",
        title_en: "Container",
        text_es: "Un proceso con su propio sistema de ficheros y sus límites. Los de un mismo pod se ven por localhost.",
        text_en: "A process with its own file system and its own limits. Those of one pod see each other at localhost.",
    },
    Entry {
        term: "image",
        title_es: "Imagen",
        title_en: "Image",
        text_es: "El paquete del que nace un contenedor: el programa y todo lo que necesita, como wordpress:6-apache.",
        text_en: "The package a container is born from: the program and all it needs, such as wordpress:6-apache.",
    },
    Entry {
        term: "deployment",
        title_es: "Deployment",
        title_en: "Deployment",
        text_es: "Una plantilla de pod y cuántos quieres. Cuando cambias la plantilla, los va sustituyendo por otros nuevos.",
        text_en: "A pod template and how many you want. When you change the template, it replaces them with new ones.",
    },
    Entry {
        term: "replica-set",
        title_es: "ReplicaSet",
        title_en: "ReplicaSet",
        text_es: "El que cuenta: mantiene siempre el número de pods que se le pidió. Lo crea el Deployment; tú casi nunca.",
        text_en: "The one that counts: it always keeps the number of pods it was asked for. The Deployment makes it; you hardly ever do.",
    },
    Entry {
        term: "namespace",
        title_es: "Namespace",
        title_en: "Namespace",
        text_es: "Un cajón con nombre para los objetos: en dos cajones puede haber dos cosas que se llamen igual. Separa nombres, no redes: los pods de uno llegan a los del otro.",
        text_en: "A named drawer for objects: two drawers may hold two things of the same name. It separates names, not networks: pods of one reach pods of the other.",
    },
    Entry {
        term: "manifest",
        title_es: "Manifiesto",
        title_en: "Manifest",
        text_es: "El texto YAML en el que le dices a Kubernetes qué quieres. Se guarda, se versiona y se vuelve a aplicar: lo que se teclea a mano no deja rastro.",
        text_en: "The YAML text in which you tell Kubernetes what you want. It is kept, versioned and applied again: what is typed by hand leaves no trace.",
    },
    Entry {
        term: "label",
        title_es: "Etiqueta",
        title_en: "Label",
        text_es: "Una pareja clave y valor pegada a un objeto, como app: wordpress. Sirve para encontrarlo sin saber cómo se llama.",
        text_en: "A key and value stuck on an object, such as app: wordpress. It serves to find it without knowing its name.",
    },
    Entry {
        term: "selector",
        title_es: "Selector",
        title_en: "Selector",
        text_es: "Las etiquetas que hay que tener para que te elijan. Un Service lleva a los pods que cumplen el suyo; si nadie lo cumple, no lleva a ninguna parte.",
        text_en: "The labels one must have to be chosen. A Service leads to the pods that fit its selector; if none fits, it leads nowhere.",
    },
    Entry {
        term: "annotation",
        title_es: "Anotación",
        title_en: "Annotation",
        text_es: "Como una etiqueta, pero no sirve para elegir: es una nota para el programa que sepa leerla.",
        text_en: "Like a label, but not for choosing by: a note to whichever program can read it.",
    },
    Entry {
        term: "config-map",
        title_es: "ConfigMap",
        title_en: "ConfigMap",
        text_es: "Configuración guardada aparte, que luego se da a los pods como variables o como ficheros.",
        text_en: "Configuration kept apart, later given to pods as variables or as files.",
    },
    Entry {
        term: "secret",
        title_es: "Secret",
        title_en: "Secret",
        text_es: "Como un ConfigMap, para lo que no se enseña: contraseñas, claves, certificados.",
        text_en: "Like a ConfigMap, for what one does not show: passwords, keys, certificates.",
    },
    Entry {
        term: "env",
        title_es: "Variable de entorno",
        title_en: "Environment variable",
        text_es: "Un nombre y un valor que el contenedor encuentra al arrancar. Si cambias el valor, hacen falta contenedores nuevos para que alguien lo lea.",
        text_en: "A name and a value that the container finds when it starts. Change the value and it takes new containers for anybody to read it.",
    },
    Entry {
        term: "scheduler",
        title_es: "Scheduler",
        title_en: "Scheduler",
        text_es: "El que decide en qué nodo va cada pod: descarta los nodos que no pueden y, de los que quedan, elige donde hay más sitio.",
        text_en: "The one that decides which node each pod goes to: it rules out the nodes that cannot take it and, of those left, picks where there is most room.",
    },
    Entry {
        term: "requests",
        title_es: "Recursos pedidos (requests)",
        title_en: "Resource requests",
        text_es: "La CPU y la memoria que se le garantizan a un pod. El scheduler cuenta con lo pedido, no con lo que se gasta.",
        text_en: "The CPU and memory a pod is guaranteed. The scheduler counts what was requested, not what is used.",
    },
    Entry {
        term: "node-selector",
        title_es: "nodeSelector",
        title_en: "nodeSelector",
        text_es: "Las etiquetas que ha de tener un nodo para que este pod vaya a él: el del disco rápido, el de la entrada.",
        text_en: "The labels a node must have for this pod to go there: the one with the fast disk, the one at the entrance.",
    },
    Entry {
        term: "taint",
        title_es: "Taint",
        title_en: "Taint",
        text_es: "Un «reservado» puesto en un nodo: solo van allí los pods que dicen tolerarlo. El nodo del plano de control lleva uno.",
        text_en: "A \"reserved\" sign on a node: only pods that say they tolerate it go there. The control plane's node wears one.",
    },
    Entry {
        term: "ipam",
        title_es: "IPAM",
        title_en: "IPAM",
        text_es: "El que reparte direcciones a los pods y apunta cuáles están cogidas.",
        text_en: "The one that hands out addresses to pods and keeps note of which are taken.",
    },
    Entry {
        term: "cni",
        title_es: "CNI",
        title_en: "CNI",
        text_es: "El complemento que da red a los pods: les pone interfaz y dirección y hace que cualquier pod llegue a cualquier otro, esté en el nodo que esté.",
        text_en: "The plug-in that gives pods a network: it gives them an interface and an address and makes every pod reach every other, on whichever node.",
    },
    Entry {
        term: "service",
        title_es: "Service",
        title_en: "Service",
        text_es: "Un nombre y una dirección fijos para un grupo de pods que cambian. La dirección no es de nadie: es una entrada en netfilter, en todos los nodos, que reparte entre los pods.",
        text_en: "A fixed name and address for a group of pods that change. The address is nobody's: it is an entry in netfilter, on every node, that shares out among the pods.",
    },
    Entry {
        term: "cluster-ip",
        title_es: "ClusterIP",
        title_en: "ClusterIP",
        text_es: "La dirección de un Service, y el tipo de Service que solo tiene eso. Es una IP de balanceo, que no la IP de un balanceador: detrás no hay ningún programa escuchando.",
        text_en: "A Service's address, and the type of Service that has nothing more. A balancing IP, which is not a balancer's IP: no program is listening behind it.",
    },
    Entry {
        term: "node-port",
        title_es: "NodePort",
        title_en: "NodePort",
        text_es: "Un ClusterIP y además un puerto, de 30000 a 32767, abierto en todos los nodos. Da igual a qué nodo llames: cualquiera sabe llegar.",
        text_en: "A ClusterIP plus a port, from 30000 to 32767, open on every node. It does not matter which node you call: any of them knows the way.",
    },
    Entry {
        term: "load-balancer",
        title_es: "LoadBalancer",
        title_en: "LoadBalancer",
        text_es: "Un NodePort y además un balanceador de fuera que se configura solo. En un cloud viene puesto, previo paso por caja; en casa lo montas tú, por ejemplo con MetalLB.",
        text_en: "A NodePort plus an outside balancer that configures itself. A cloud provides it, after a stop at the till; at home you set it up, with MetalLB for instance.",
    },
    Entry {
        term: "external-balancer",
        title_es: "Balanceador externo",
        title_en: "External balancer",
        text_es: "La máquina que está fuera del clúster, recibe a todo el mundo en una dirección y reparte entre los nodos. Esta sí es una máquina con un programa dentro.",
        text_en: "The machine outside the cluster that receives everybody at one address and shares out among the nodes. This one really is a machine with a program inside.",
    },
    Entry {
        term: "target-port",
        title_es: "targetPort",
        title_en: "targetPort",
        text_es: "El puerto del contenedor al que lleva un puerto del Service. El de fuera lo eliges tú (3307); el de dentro es el que escucha el programa (3306).",
        text_en: "The container's port to which a Service's port leads. The outer one is yours to choose (3307); the inner one is where the program listens (3306).",
    },
    Entry {
        term: "endpoint",
        title_es: "Endpoint",
        title_en: "Endpoint",
        text_es: "Un pod, con su dirección y su puerto, al que un Service puede mandar. Solo cuentan los que están listos.",
        text_en: "A pod, with its address and port, to which a Service may send. Only those that are ready count.",
    },
    Entry {
        term: "endpoint-slice",
        title_es: "EndpointSlice",
        title_en: "EndpointSlice",
        text_es: "La lista de endpoints de un Service. Se pone al día sola cuando un pod nace o muere, y de ella salen las reglas de cada nodo.",
        text_en: "The list of a Service's endpoints. It is kept up to date when a pod is born or dies, and every node's rules are made from it.",
    },
    Entry {
        term: "kube-proxy",
        title_es: "kube-proxy",
        title_en: "kube-proxy",
        text_es: "El programa que hay en cada nodo y escribe en netfilter las reglas de los Services. Pese al nombre, por él no pasa ningún paquete.",
        text_en: "The program on every node that writes the Services' rules into netfilter. Despite its name, no packet passes through it.",
    },
    Entry {
        term: "kube-services",
        title_es: "KUBE-SERVICES",
        title_en: "KUBE-SERVICES",
        text_es: "La cadena en la que kube-proxy pone una regla por cada dirección y puerto de Service. La última regla manda a KUBE-NODEPORTS lo que iba a una dirección del propio nodo.",
        text_en: "The chain in which kube-proxy puts one rule for each Service address and port. The last rule sends what was for one of the node's own addresses to KUBE-NODEPORTS.",
    },
    Entry {
        term: "kube-nodeports",
        title_es: "KUBE-NODEPORTS",
        title_en: "KUBE-NODEPORTS",
        text_es: "La cadena con una regla por cada NodePort.",
        text_en: "The chain with one rule for each NodePort.",
    },
    Entry {
        term: "kube-ext",
        title_es: "KUBE-EXT-…",
        title_en: "KUBE-EXT-…",
        text_es: "La cadena de un Service para lo que entra de fuera: normalmente lo marca para cambiarle el origen y lo pasa a KUBE-SVC.",
        text_en: "A Service's chain for what comes from outside: usually it marks the packet to have its source changed and passes it on to KUBE-SVC.",
    },
    Entry {
        term: "kube-svc",
        title_es: "KUBE-SVC-…",
        title_en: "KUBE-SVC-…",
        text_es: "La cadena de un Service: tiene una regla por cada pod y elige uno a suertes. El final del nombre es una huella del nombre del Service y de su puerto.",
        text_en: "A Service's chain: it has one rule for each pod and draws one by lot. The end of its name is a fingerprint of the Service's name and port.",
    },
    Entry {
        term: "kube-sep",
        title_es: "KUBE-SEP-…",
        title_en: "KUBE-SEP-…",
        text_es: "La cadena de un pod concreto de un Service. Aquí se hace el DNAT.",
        text_en: "The chain of one particular pod of a Service. The DNAT is done here.",
    },
    Entry {
        term: "kube-mark-masq",
        title_es: "KUBE-MARK-MASQ",
        title_en: "KUBE-MARK-MASQ",
        text_es: "La cadena que solo pone la marca 0x4000. Más tarde, en KUBE-POSTROUTING, a quien la lleve se le cambia el origen.",
        text_en: "The chain that does nothing but set the mark 0x4000. Later, in KUBE-POSTROUTING, whoever wears it gets another source.",
    },
    Entry {
        term: "kube-postrouting",
        title_es: "KUBE-POSTROUTING",
        title_en: "KUBE-POSTROUTING",
        text_es: "La cadena que, al salir, aplica MASQUERADE a los paquetes que llevan la marca y deja en paz a los demás.",
        text_en: "The chain that, on the way out, applies MASQUERADE to the packets that wear the mark and leaves the others alone.",
    },
    Entry {
        term: "dns",
        title_es: "DNS",
        title_en: "DNS",
        text_es: "La guía de nombres: le preguntas por web1.miempresa.com y te da una dirección. Los carteles del supermercado: «carnicería, al fondo».",
        text_en: "The directory of names: you ask for web1.miempresa.com and get an address. The supermarket's signs: \"butcher, at the back\".",
    },
    Entry {
        term: "dns-record",
        title_es: "Registro DNS",
        title_en: "DNS record",
        text_es: "Una línea de la guía. La de tipo A da la dirección IPv4 de un nombre.",
        text_en: "A line of the directory. One of type A gives a name's IPv4 address.",
    },
    Entry {
        term: "coredns",
        title_es: "CoreDNS",
        title_en: "CoreDNS",
        text_es: "El servidor DNS de dentro del clúster. Da de alta cada Service con su nombre, y por lo demás pregunta fuera.",
        text_en: "The DNS server inside the cluster. It lists every Service by its name, and asks outside for the rest.",
    },
    Entry {
        term: "resolver",
        title_es: "Resolver",
        title_en: "Resolver",
        text_es: "La parte de un programa que convierte nombres en direcciones preguntando al servidor DNS que le han puesto.",
        text_en: "The part of a program that turns names into addresses by asking the DNS server it was given.",
    },
    Entry {
        term: "search-list",
        title_es: "Lista de búsqueda",
        title_en: "Search list",
        text_es: "Los finales que el resolver prueba detrás de un nombre corto. Por eso dentro de un pod basta con decir mariadb-service: él prueba mariadb-service.default.svc.cluster.local.",
        text_en: "The endings that the resolver tries behind a short name. That is why mariadb-service is enough inside a pod: it tries mariadb-service.default.svc.cluster.local.",
    },
    Entry {
        term: "ndots",
        title_es: "ndots",
        title_en: "ndots",
        text_es: "Cuántos puntos ha de tener un nombre para que se pregunte primero tal cual. En un pod son 5, así que casi todo pasa antes por la lista de búsqueda.",
        text_en: "How many dots a name must have to be asked as it stands first. In a pod it is 5, so nearly everything goes through the search list before.",
    },
    Entry {
        term: "nxdomain",
        title_es: "NXDOMAIN",
        title_en: "NXDOMAIN",
        text_es: "La respuesta «ese nombre no existe». Suele ser una errata, o haber llamado al Deployment en vez de al Service.",
        text_en: "The answer \"that name does not exist\". Usually a typo, or calling the Deployment instead of the Service.",
    },
    Entry {
        term: "fqdn",
        title_es: "Nombre completo (FQDN)",
        title_en: "Full name (FQDN)",
        text_es: "Un nombre con todos sus apellidos: wp-service.default.svc.cluster.local. No depende de quién pregunte ni desde dónde.",
        text_en: "A name with all its surnames: wp-service.default.svc.cluster.local. It does not depend on who asks, or from where.",
    },
    Entry {
        term: "proxy",
        title_es: "Proxy",
        title_en: "Proxy",
        text_es: "El que hace el recado por ti, a la salida: quien atiende ve al proxy y no a Menchu. Si alguien se lleva el golpe, que sea él.",
        text_en: "The one who runs your errand, on the way out: whoever serves sees the proxy and not Menchu. If somebody takes the blow, let it be him.",
    },
    Entry {
        term: "reverse-proxy",
        title_es: "Proxy reverso",
        title_en: "Reverse proxy",
        text_es: "El portero, a la entrada: recibe a todo el mundo y llama él a quien toque dentro. Quien viene de fuera no sabe quién le ha atendido.",
        text_en: "The porter, on the way in: he receives everybody and calls the right one inside himself. Whoever comes from outside does not know who served them.",
    },
    Entry {
        term: "ingress",
        title_es: "Ingress",
        title_en: "Ingress",
        text_es: "Las reglas del portero: si preguntan por este nombre y esta ruta, llévalos a este Service. Es solo un texto; sin un ingress controller que lo lea no hace nada.",
        text_en: "The porter's rules: if they ask for this name and this path, take them to that Service. It is only a text; without an ingress controller to read it, it does nothing.",
    },
    Entry {
        term: "ingress-controller",
        title_es: "Ingress controller",
        title_en: "Ingress controller",
        text_es: "El portero en persona: un proxy reverso (nginx, HAProxy, Envoy, el que te dé la gana) que corre en un pod y obedece a los Ingress.",
        text_en: "The porter in person: a reverse proxy (nginx, HAProxy, Envoy, whichever you fancy) that runs in a pod and obeys the Ingresses.",
    },
    Entry {
        term: "ingress-class",
        title_es: "IngressClass",
        title_en: "IngressClass",
        text_es: "El nombre de un portero. Un Ingress dice en ingressClassName a cuál de ellos le habla; si no nombra a ninguno, puede que nadie le escuche.",
        text_en: "A porter's name. An Ingress says in ingressClassName which one it is talking to; if it names none, maybe nobody listens.",
    },
    Entry {
        term: "virtual-host",
        title_es: "Host virtual",
        title_en: "Virtual host",
        text_es: "Un sitio web de los varios que atiende un mismo proxy en una misma dirección. Se elige por la cabecera Host de la petición.",
        text_en: "One website of the several that a proxy serves at the same address. The request's Host header chooses it.",
    },
    Entry {
        term: "host-header",
        title_es: "Cabecera Host",
        title_en: "Host header",
        text_es: "La línea de una petición HTTP que dice por qué nombre preguntaba el navegador. El DNS ya se olvidó del nombre; esta línea lo conserva.",
        text_en: "The line of an HTTP request that says which name the browser asked for. DNS has forgotten the name by now; this line keeps it.",
    },
    Entry {
        term: "upstream",
        title_es: "Upstream",
        title_en: "Upstream",
        text_es: "Aquel a quien un proxy llama para poder contestar. El navegador no lo ve nunca.",
        text_en: "The one a proxy calls in order to answer. The browser never sees it.",
    },
    Entry {
        term: "http-status",
        title_es: "Código HTTP",
        title_en: "HTTP status",
        text_es: "El número con el que empieza una respuesta: 200 todo bien, 404 eso no lo tengo, 500 algo se ha roto aquí dentro, 502, 503 y 504 no he podido hablar con quien tenía que contestar.",
        text_en: "The number an answer begins with: 200 all well, 404 I do not have that, 500 something broke in here, 502, 503 and 504 I could not talk to the one who should answer.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_speaks_both_languages_once() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in ENTRIES {
            assert!(seen.insert(entry.term), "{} is there twice", entry.term);
            assert!(entry.term.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{} is no slug", entry.term);
            assert_ne!(entry.text_es, entry.text_en, "{}", entry.term);
            for text in [entry.title_es, entry.title_en, entry.text_es, entry.text_en] {
                assert!(!text.is_empty() && text.trim() == text, "{}", entry.term);
            }
            for text in [entry.text_es, entry.text_en] {
                assert!(text.ends_with(['.', '»', '"']), "{}: a whole sentence", entry.term);
                assert!(text.chars().count() < 320, "{}: a sentence or three", entry.term);
            }
        }
    }

    #[test]
    fn a_term_is_found_by_its_name_and_an_unknown_one_is_not() {
        let dnat = term("dnat", Lang::En).map(|term| (term.term, term.title));
        assert_eq!(dnat, Some(("dnat", "DNAT")));
        assert_eq!(term("DNAT", Lang::En), None);
    }

    #[test]
    fn the_glossary_is_in_alphabetical_order_of_its_language() {
        for lang in Lang::ALL {
            let titles: Vec<String> = glossary(lang).iter().map(|term| term.title.to_lowercase()).collect();
            assert!(titles.is_sorted());
            assert_eq!(titles.len(), ENTRIES.len());
        }
    }
}
