//! Sidecar: listeners and the hosts they know.

super::laws! {
    SC_SELECTOR "SC-SELECTOR-EMPTY" Adviser
        "sidecar: {}, will be applied to all services in namespace" / "el selector no pide ninguna etiqueta: vale para todos los pods del namespace"
        => "add labels, or remove the selector" / "añade etiquetas, o quita el selector";
    SC_EMPTY "SC-EMPTY" Webhook
        "sidecar: empty configuration provided" / "el Sidecar no dice nada"
        => "add egress with hosts" / "añade egress con hosts";
    SC_INGRESS_PORT "SC-INGRESS-PORT" Webhook
        "sidecar: port is required for ingress listeners" / "falta el puerto de lo que entra"
        => "add port" / "añade port";
    SC_TARGET_PORT "SC-TARGET-PORT" Webhook
        "targetPort has no impact on Sidecars" / "targetPort no hace nada en un Sidecar"
        => "remove it" / "quítalo";
    SC_PORT_TWICE "SC-PORT-TWICE" Webhook
        "sidecar: ports on IP bound listeners must be unique" / "dos puertos tienen el mismo número"
        => "remove one of them" / "quita uno";
    SC_UNIX_TWICE "SC-UNIX-TWICE" Webhook
        "sidecar: unix domain socket values for listeners must be unique" / "dos escuchan en el mismo socket"
        => "remove one of them" / "quita uno";
    SC_ENDPOINT "SC-ENDPOINT" Webhook
        "sidecar: defaultEndpoint must be of form 127.0.0.1:<port>, 0.0.0.0:<port>, [::1]:<port>, [::]:<port>, unix://filepath, or unset" / "defaultEndpoint es 127.0.0.1:puerto, 0.0.0.0:puerto o unix://camino"
        => "for example 127.0.0.1:9080" / "por ejemplo 127.0.0.1:9080";
    SC_ENDPOINT_PORT "SC-ENDPOINT-PORT" Webhook
        "sidecar: defaultEndpoint port ({}) is not a number" / "{} no es un puerto"
        => "for example 127.0.0.1:9080" / "por ejemplo 127.0.0.1:9080";
    SC_TLS_UNSUPPORTED "SC-TLS-UNSUPPORTED" Webhook
        "sidecar: {}" / "aquí no se puede: {}"
        => "remove it" / "quítalo";
    SC_TLS_MODE "SC-TLS-MODE" Webhook
        "configuration is invalid: cannot set mode to {} in sidecar ingress tls" / "{} no vale para lo que entra en un Sidecar"
        => "use SIMPLE or MUTUAL" / "usa SIMPLE o MUTUAL";
    SC_TLS_HTTP_POOL "SC-HTTP-POOL" Adviser
        "sidecar: HTTP connection pool settings are configured for port {} which is not an HTTP port" / "hay límites de HTTP en el puerto {}, que no es HTTP"
        => "write protocol: HTTP, or use tcp" / "escribe protocol: HTTP, o usa tcp";
    SC_EGRESS_LAST "SC-EGRESS-LAST" Webhook
        "sidecar: the egress listener with empty port should be the last listener in the list" / "el egress sin puerto va el último"
        => "move it to the end" / "ponlo al final";
    SC_EGRESS_ONE "SC-EGRESS-ONE" Webhook
        "sidecar: egress can have only one listener with empty port" / "solo puede haber un egress sin puerto"
        => "put the hosts into one" / "junta los hosts en uno";
    SC_EGRESS_HOSTS "SC-EGRESS-HOSTS" Webhook
        "sidecar: egress listener must contain at least one host" / "el egress no conoce ningún host"
        => "add hosts: [\"./*\"]" / "añade hosts: [\"./*\"]";
    SC_HOST_TWICE "SC-HOST-TWICE" Adviser
        "duplicated egress host: {}" / "{} ya está cubierto"
        => "remove it" / "quítalo";
    SC_HOST_ALL "SC-HOST-ALL" Adviser
        "`*/*` host select all resources, no other hosts can be added" / "*/* ya son todos los hosts: sobran los demás"
        => "keep only */*" / "deja solo */*";
    SC_UNIX_BIND "SC-UNIX-BIND" Webhook
        "sidecar: ports with 0 value must have a unix domain socket bind address" / "el puerto 0 solo vale con un socket unix en bind"
        => "write the port's number" / "escribe el número del puerto";
    SC_UNIX_CAPTURE "SC-UNIX-CAPTURE" Webhook
        "sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners" / "iptables no lleva a un socket unix"
        => "remove captureMode" / "quita captureMode";
    SC_PROXY_MODE "SC-PROXY-MODE" Webhook
        "sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode" / "egressProxy solo vale con mode ALLOW_ANY"
        => "add mode: ALLOW_ANY" / "añade mode: ALLOW_ANY";
    SC_PROXY_PORT "SC-PROXY-PORT" Webhook
        "sidecar: egress_proxy port must be non-nil" / "falta el puerto de egressProxy"
        => "add port: {number: 8080}" / "añade port: {number: 8080}";
}
