//! VirtualService: hosts, gateways, and how routes hang together.

super::laws! {
    DELEGATE_GATEWAYS "VS-DELEGATE-GATEWAYS" Webhook
        "delegate virtual service must have no gateways specified" / "sin hosts es un delegado, y un delegado no lleva gateways"
        => "add hosts, or remove gateways" / "añade hosts, o quita gateways";
    DELEGATE_TLS "VS-DELEGATE-TLS" Webhook
        "delegate virtual service must have no tls route specified" / "sin hosts es un delegado, y un delegado no lleva rutas tls"
        => "add hosts, or remove tls" / "añade hosts, o quita tls";
    DELEGATE_TCP "VS-DELEGATE-TCP" Webhook
        "delegate virtual service must have no tcp route specified" / "sin hosts es un delegado, y un delegado no lleva rutas tcp"
        => "add hosts, or remove tcp" / "añade hosts, o quita tcp";
    MESH_WILDCARD "VS-MESH-WILDCARD" Webhook
        "wildcard host * is not allowed for virtual services bound to the mesh gateway" / "el host * no vale para los sidecars (gateway mesh): se llevaría todo el tráfico"
        => "write the host, or bind it to a gateway" / "escribe el host, o átalo a un gateway";
    HOSTS_TWICE "VS-HOSTS-TWICE" Webhook
        "duplicate hosts in virtual service: {}" / "dos hosts cubren los mismos nombres: {}"
        => "keep one of the two" / "deja uno de los dos";
    ROUTES_MISSING "VS-ROUTES-MISSING" Webhook
        "http, tcp or tls must be provided in virtual service" / "no tiene ninguna ruta: hace falta http, tcp o tls"
        => "add http with a route" / "añade http con una route";
    GATEWAY_HALF "VS-GATEWAY-HALF" Webhook
        "config namespace and gateway name cannot be empty" / "falta el namespace o el nombre a un lado de la barra"
        => "write namespace/gateway" / "escribe namespace/gateway";
    GATEWAY_NAMESPACE "VS-GATEWAY-NAMESPACE" Webhook
        "invalid value for namespace: {}" / "{} no es un namespace"
        => "write namespace/gateway" / "escribe namespace/gateway";
    GATEWAY_NAME "VS-GATEWAY-NAME" Webhook
        "invalid value for gateway name: {}" / "{} no es el nombre de un Gateway"
        => "write namespace/gateway" / "escribe namespace/gateway";
    GATEWAY_LEGACY "VS-GATEWAY-LEGACY" Adviser
        "using legacy gatewayname FQDN format {}. Use namespace/name format instead" / "{} es la forma antigua de nombrar un Gateway"
        => "write namespace/gateway" / "escribe namespace/gateway";
    JWT_WITHOUT_GATEWAY "VS-JWT-GATEWAY" Webhook
        "JWT claim based routing (key: {}) is only supported for gateway" / "elegir ruta por el token ({}) solo se puede en un gateway"
        => "bind it to a gateway" / "átalo a un gateway";
    RULE_UNREACHABLE "VS-RULE-UNREACHABLE" Adviser
        "virtualService rule {}" / "esta ruta no se usará nunca: {}"
        => "a route without match goes last" / "la ruta sin match va la última";
    MATCH_INEFFECTIVE "VS-MATCH-INEFFECTIVE" Adviser
        "virtualService rule {}" / "esta condición no decide nada: {}"
        => "the first route that fits wins: put the narrower one first" / "gana la primera ruta que encaja: pon antes la más estrecha";
    TLS_MATCH_MISSING "VS-TLS-MATCH" Webhook
        "TLS route must have at least one match condition" / "una ruta tls necesita al menos un match"
        => "add match with sniHosts" / "añade match con sniHosts";
    TLS_ROUTE_MISSING "VS-TLS-ROUTE" Webhook
        "TLS route is required" / "falta adónde va"
        => "add route with a destination" / "añade route con un destination";
    SNI_MISSING "VS-SNI-MISSING" Webhook
        "TLS match must have at least one SNI host" / "hace falta al menos un nombre en sniHosts"
        => "add sniHosts" / "añade sniHosts";
    SNI_ADDRESS "VS-SNI-ADDRESS" Adviser
        "using an IP address ({}) goes against SNI spec and most clients do not support this" / "el SNI lleva nombres, no direcciones como {}: casi ningún cliente la manda"
        => "write a name" / "escribe un nombre";
    SNI_HOST "VS-SNI-HOST" Webhook
        "SNI host {} is not a compatible subset of any of the virtual service hosts" / "{} no entra en ninguno de los hosts de arriba"
        => "add it to hosts" / "añádelo a hosts";
    TCP_ROUTE_MISSING "VS-TCP-ROUTE" Webhook
        "TCP route is required" / "falta adónde va"
        => "add route with a destination" / "añade route con un destination";
    SUBNET "VS-SUBNET" Webhook
        "{} is not a valid CIDR block" / "{} no es una red ni una dirección"
        => "for example 10.0.0.0/8" / "por ejemplo 10.0.0.0/8";
    WEIGHT_NEGATIVE "VS-WEIGHT-NEGATIVE" Webhook
        "weight {} < 0" / "un peso no puede ser negativo: {}"
        => "write 0 or more" / "escribe 0 o más";
    WEIGHT_ZERO "VS-WEIGHT-ZERO" Webhook
        "total destination weight = 0" / "los pesos suman 0: nadie recibe nada"
        => "give one of them a weight" / "da peso a alguno";
    DESTINATION_MISSING "VS-DESTINATION-MISSING" Webhook
        "destination is required" / "falta destination"
        => "add destination with host" / "añade destination con host";
    DESTINATION_HOST "VS-DESTINATION-HOST" Webhook
        "invalid destination host {}" / "{} no puede ser un destino"
        => "write the host of a Service" / "escribe el host de un Service";
    SUBSET_EMPTY "VS-SUBSET-EMPTY" Webhook
        "subset name cannot be empty" / "el nombre del subset no puede estar vacío"
        => "write a name such as v1" / "escribe un nombre, por ejemplo v1";
    SUBSET_NAME "VS-SUBSET-NAME" Webhook
        "subset name is invalid: {}" / "el nombre de subset {} no vale"
        => "use letters, digits and hyphens, 63 at most" / "usa letras, cifras y guiones, como mucho 63";
    SOURCE_NAMESPACE "VS-SOURCE-NAMESPACE" Webhook
        "sourceNamespace match {} is invalid" / "{} no es un namespace"
        => "write the name of a namespace" / "escribe el nombre de un namespace";
}
