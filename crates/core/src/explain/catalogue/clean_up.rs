//! What kube-proxy makes of tracked connections, and where its rules are, in words.

use super::Entry;

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: "RULES-IN-NFTABLES",
        es: "En este clúster kube-proxy escribe nftables: sus reglas no salen en iptables-save, sino en `malla nft list ruleset`.",
        en: "In this cluster kube-proxy writes nftables: its rules are not in iptables-save but in `malla nft list ruleset`.",
    },
    Entry {
        code: "CLEAN-STALE",
        es: "Se borra: es UDP hacia {service} y seguía yendo a {endpoint}, que ya no sirve. El siguiente paquete se tratará como el primero y elegirá otro endpoint.",
        en: "Deleted: it is UDP for {service} and still went to {endpoint}, which serves no more. The next packet will be treated as the first and choose another endpoint.",
    },
    Entry {
        code: "CLEAN-NOT-UDP",
        es: "Se queda: no es UDP. Una conexión TCP acaba por sí misma, y kube-proxy no la toca.",
        en: "Kept: it is not UDP. A TCP connection ends by itself, and kube-proxy does not touch it.",
    },
    Entry {
        code: "CLEAN-NO-SERVICE",
        es: "Se queda: su destino no es de ningún Service.",
        en: "Kept: its destination belongs to no Service.",
    },
    Entry {
        code: "CLEAN-NOBODY-ELSE",
        es: "Se queda: detrás de {service} no hay nadie, así que no hay otro sitio adonde ir.",
        en: "Kept: nobody stands behind {service}, so there is nowhere else to go.",
    },
    Entry {
        code: "CLEAN-STILL-SERVES",
        es: "Se queda: {endpoint} sigue sirviendo {service}.",
        en: "Kept: {endpoint} still serves {service}.",
    },
];
