//! Hosts, ports, durations, selectors and `exportTo`, which all of Istio's kinds have.

super::laws! {
    DOMAIN "MESH-DOMAIN" Webhook
        "domain name {}" / "no es un nombre de dominio válido: {}"
        => "for example reviews, reviews.default.svc.cluster.local or *.example.com"
        / "por ejemplo reviews, reviews.default.svc.cluster.local o *.ejemplo.com";
    DOMAIN_EMPTY "MESH-DOMAIN-EMPTY" Webhook
        "empty domain name not allowed" / "el nombre de dominio no puede estar vacío"
        => "write a host such as reviews" / "escribe un host, por ejemplo reviews";
    SHORT_NAME "MESH-SHORT-NAME" Webhook
        "short names (non FQDN) are not allowed" / "aquí no valen los nombres cortos: hace falta el dominio entero"
        => "write it with its domain, or * for every host" / "escríbelo con su dominio, o * para cualquier host";
    PARTIAL_WILDCARD "MESH-PARTIAL-WILDCARD" Webhook
        "partial wildcard \"{}\" not allowed" / "el comodín solo puede ser una parte entera: \"{}\" no vale"
        => "write *.example.com, with a dot behind the asterisk" / "escribe *.ejemplo.com, con un punto detrás del asterisco";
    HOST_NAMESPACE "MESH-HOST-NAMESPACE" Webhook
        "invalid namespace value {}" / "el namespace de delante de la barra no vale: {}"
        => "write a namespace, . or *" / "escribe un namespace, . o *";
    HOST_HALF "MESH-HOST-HALF" Webhook
        "config namespace and dnsName in host entry cannot be empty" / "falta el namespace o el nombre a un lado de la barra"
        => "write namespace/host" / "escribe namespace/host";
    HOST_SLASH "MESH-HOST-SLASH" Webhook
        "host must be of form namespace/dnsName" / "el host se escribe como namespace/nombre"
        => "write ./* for the own namespace, or */* for all" / "escribe ./* para el propio namespace, o */* para todos";
    PORT_RANGE "MESH-PORT" Webhook
        "port number {} must be in the range 1..65535" / "{} no es un puerto: va de 1 a 65535"
        => "write a number from 1 to 65535" / "pon un número de 1 a 65535";
    PORT_RANGE_SCHEMA "MESH-PORT-SCHEMA" Schema
        "\"integer\": port must be between 1-65535" / "un puerto va de 1 a 65535"
        => "write a number from 1 to 65535" / "pon un número de 1 a 65535";
    PORT_NAME "MESH-PORT-NAME" Webhook
        "invalid port name: {}" / "el nombre de puerto \"{}\" no vale"
        => "use letters, digits and hyphens, 63 at most" / "usa letras, cifras y guiones, como mucho 63";
    PROTOCOL "MESH-PROTOCOL" Webhook
        "unsupported protocol: {}" / "el protocolo \"{}\" no existe"
        => "use HTTP, HTTPS, HTTP2, GRPC, MONGO, TCP or TLS" / "usa HTTP, HTTPS, HTTP2, GRPC, MONGO, TCP o TLS";
    DURATION_FORM "MESH-DURATION" Webhook
        "error decoding configuration: bad Duration: time: invalid duration \"{}\"" / "\"{}\" no es una duración"
        => "durations look like 500ms, 2s, 1.5s or 1h30m" / "las duraciones se escriben como 500ms, 2s, 1.5s o 1h30m";
    DURATION_SHORT "MESH-DURATION-SHORT" Webhook
        "duration must be greater than 1ms" / "tiene que durar al menos 1ms"
        => "write 1ms or more" / "escribe 1ms o más";
    DURATION_FINE "MESH-DURATION-FINE" Webhook
        "only durations to ms precision are supported" / "las duraciones solo llegan a los milisegundos"
        => "round it to milliseconds" / "redondéala a milisegundos";
    PERCENT "MESH-PERCENT" Webhook
        "percentage {} is not in range 0..100" / "{} no es un porcentaje: va de 0 a 100"
        => "write a number from 0 to 100" / "pon un número de 0 a 100";
    LABEL_KEY "MESH-LABEL-KEY" Webhook
        "invalid tag key: {}" / "la clave de etiqueta {} no vale"
        => "for example version" / "por ejemplo version";
    LABEL_VALUE "MESH-LABEL-VALUE" Webhook
        "invalid tag value: {}" / "el valor de etiqueta {} no vale"
        => "use letters, digits, hyphens, underscores and dots, 63 at most" / "usa letras, cifras, guiones, subrayados y puntos, como mucho 63";
    SELECTOR_KEY "MESH-SELECTOR-KEY" Schema
        "\"object\": key must not be empty" / "la clave de una etiqueta no puede estar vacía"
        => "write the label's key" / "escribe la clave de la etiqueta";
    SELECTOR_KEY_WILDCARD "MESH-SELECTOR-KEY-WILDCARD" Schema
        "\"object\": wildcard not allowed in label key match" / "en la clave no puede haber un comodín"
        => "write the whole key" / "escribe la clave entera";
    SELECTOR_VALUE_WILDCARD "MESH-SELECTOR-VALUE-WILDCARD" Schema
        "\"string\": wildcard not allowed in label value match" / "en el valor no puede haber un comodín"
        => "write the whole value" / "escribe el valor entero";
    SELECTOR_WILDCARD "MESH-SELECTOR-WILDCARD" Schema
        "\"string\": wildcard is not supported in selector" / "en el selector no puede haber un comodín"
        => "write the whole value" / "escribe el valor entero";
    SELECTOR_KEY_EMPTY "MESH-SELECTOR-KEY-EMPTY" Webhook
        "empty key is not supported in selector: \"{}\"" / "la clave de una etiqueta no puede estar vacía"
        => "write the label's key" / "escribe la clave de la etiqueta";
    SELECTOR_EMPTY "MESH-SELECTOR-EMPTY" Adviser
        "workload selector specified without labels" / "el selector no pide ninguna etiqueta: vale para todos los pods del namespace"
        => "add labels, or remove the selector" / "añade etiquetas, o quita el selector";
    EXPORT_TO_WORD "MESH-EXPORT-TO" Webhook
        "only .,*, ~ or a valid DNS 1123 label is allowed as exportTo entry: {}" / "exportTo lleva un namespace, . o *: {} no vale"
        => "write . for the own namespace or * for all" / "escribe . para el propio namespace o * para todos";
    EXPORT_TO_TWICE "MESH-EXPORT-TO-TWICE" Webhook
        "duplicate entries in exportTo for entry {}" / "\"{}\" está dos veces en exportTo"
        => "remove one of them" / "quita una";
    EXPORT_TO_SELF "MESH-EXPORT-TO-SELF" Webhook
        "duplicate entries in exportTo: . and current namespace {}" / "el punto ya es el propio namespace {}"
        => "keep only the dot" / "deja solo el punto";
    EXPORT_TO_PUBLIC "MESH-EXPORT-TO-PUBLIC" Webhook
        "cannot have both public (*) and non-public exportTo values for a resource" / "* ya son todos los namespaces: sobran los demás"
        => "keep only *" / "deja solo *";
    EXPORT_TO_NONE "MESH-EXPORT-TO-NONE" Webhook
        "cannot export service entry to no one (~) and someone" / "~ es a nadie: no puede ir con otros"
        => "remove ~, or all the others" / "quita ~, o todos los demás";
    EXPORT_TO_SELECTOR_MANY "MESH-EXPORT-TO-SELECTOR-MANY" Webhook
        "destination rule with workload selector cannot have multiple entries in exportTo" / "con workloadSelector solo cabe un namespace en exportTo"
        => "keep only ." / "deja solo .";
    EXPORT_TO_SELECTOR "MESH-EXPORT-TO-SELECTOR" Webhook
        "destination rule with workload selector cannot have exportTo beyond current namespace" / "con workloadSelector la regla no sale de su namespace"
        => "write ." / "escribe .";
    REGEX_EMPTY "MESH-REGEX-EMPTY" Webhook
        "\"{}\": regex string match should not be empty" / "la expresión regular de {} está vacía"
        => "write .* for anything" / "escribe .* para cualquier cosa";
    REGEX_LONG "MESH-REGEX-LONG" Webhook
        "\"{}\": regex is too large, max length allowed is 1024" / "la expresión regular de {} pasa de 1024 letras"
        => "shorten it" / "acórtala";
    REGEX "MESH-REGEX" Webhook
        "{}; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)" / "la expresión regular no vale: {}"
        => "a dot is \\. and anything is .*" / "un punto es \\. y cualquier cosa es .*";
    PREFIX_EMPTY "MESH-PREFIX-EMPTY" Webhook
        "\"{}\": prefix string match should not be empty" / "el prefijo de {} está vacío"
        => "write the beginning of the value" / "escribe el principio del valor";
}
