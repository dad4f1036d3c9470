//! ServiceEntry and WorkloadEntry.

super::laws! {
    SE_SELECTOR_MISSING "SE-SELECTOR-EMPTY" Adviser
        "service entry: {}, will be applied to all services in namespace" / "el selector no pide ninguna etiqueta: vale para todos los pods del namespace"
        => "add labels, or remove the selector" / "añade etiquetas, o quita el selector";
    SE_SELECTOR_AND_ENDPOINTS "SE-SELECTOR-ENDPOINTS" Schema
        "\"object\": only one of WorkloadSelector or Endpoints can be set" / "o workloadSelector o endpoints, no los dos"
        => "keep one of the two" / "deja uno de los dos";
    SE_HOST_WILDCARD "SE-HOST-WILDCARD" Schema
        "\"string\": hostname cannot be wildcard" / "el host no puede ser solo un asterisco"
        => "for example *.example.com" / "por ejemplo *.ejemplo.com";
    SE_PARTIAL_WILDCARD "SE-PARTIAL-WILDCARD" Adviser
        "partial wildcard {} not allowed" / "{} no cubre lo que parece: el comodín es una parte entera"
        => "write *.example.com, with a dot behind the asterisk" / "escribe *.ejemplo.com, con un punto detrás del asterisco";
    SE_CIDR "SE-CIDR" Schema
        "\"object\": CIDR addresses are allowed only for NONE/STATIC resolution types" / "una red en addresses solo vale con resolution NONE o STATIC"
        => "write a single address" / "escribe una sola dirección";
    SE_ADDRESS "SE-ADDRESS" Webhook
        "{} is not a valid IP" / "{} no es una dirección ni una red"
        => "for example 10.10.10.10" / "por ejemplo 10.10.10.10";
    SE_PORT_TWICE "SE-PORT-TWICE" Schema
        "\"array\": port number cannot be duplicated" / "dos puertos tienen el mismo número"
        => "remove one of them" / "quita uno";
    SE_TARGET_PORT_SELECTOR "SE-TARGET-PORT" Adviser
        "workloadSelector should not be set when targetPort is used" / "con workloadSelector el puerto lo dice el pod, no targetPort"
        => "remove targetPort" / "quita targetPort";
    SE_TCP_ADDRESSES "SE-TCP-ADDRESSES" Adviser
        "addresses are required for ports serving TCP (or unset) protocol" / "un puerto TCP (o sin protocolo) sin addresses se queda con todo el tráfico de ese puerto"
        => "add addresses, or write the protocol" / "añade addresses, o escribe el protocolo";
    SE_NONE_ENDPOINTS "SE-NONE-ENDPOINTS" Schema
        "\"object\": NONE mode cannot set endpoints" / "con resolution NONE no hay endpoints: vale la dirección que pidió el cliente"
        => "use STATIC or DNS, or remove endpoints" / "usa STATIC o DNS, o quita endpoints";
    SE_NONE_SELECTOR "SE-NONE-SELECTOR" Adviser
        "workloadSelector should not be set when resolution mode is NONE" / "con resolution NONE el selector no hace nada"
        => "use resolution: STATIC" / "usa resolution: STATIC";
    SE_UNDEFINED_PORT "SE-UNDEFINED-PORT" Webhook
        "endpoint port {} is not defined by the service entry" / "el puerto {} no está en ports"
        => "use the name of one of ports" / "usa el nombre de uno de ports";
    SE_DNS_HOSTS "SE-DNS-HOSTS" Webhook
        "hosts must be FQDN if no endpoints are provided for resolution mode {}" / "con resolution {} y sin endpoints, el host se pregunta al DNS: no puede llevar comodín"
        => "write the whole host, or add endpoints" / "escribe el host entero, o añade endpoints";
    SE_ROUND_ROBIN "SE-ROUND-ROBIN" Schema
        "\"object\": DNS_ROUND_ROBIN mode cannot have multiple endpoints" / "con DNS_ROUND_ROBIN cabe como mucho un endpoint"
        => "keep one, or use DNS" / "deja uno, o usa DNS";
    SE_ENDPOINT_NAME "SE-ENDPOINT-NAME" Webhook
        "endpoint address {} is not a valid FQDN or an IP address" / "{} no es un nombre ni una dirección"
        => "for example api.example.com" / "por ejemplo api.ejemplo.com";
    SE_ENDPOINT_ADDRESS "SE-ENDPOINT-ADDRESS" Webhook
        "endpoint address {} is not a valid IP address" / "{} no es una dirección: con STATIC hacen falta direcciones"
        => "use resolution: DNS for names" / "para nombres usa resolution: DNS";
    SE_ENDPOINT_MISSING "SE-ENDPOINT-MISSING" Schema
        "\"object\": Address is required" / "falta address"
        => "add address" / "añade address";
    SE_ENDPOINT_NETWORK "SE-ENDPOINT-NETWORK" Adviser
        "address is unset with network {}" / "sin address, solo se llega por la red {}"
        => "add address" / "añade address";
    SE_UNIX_PORTS "SE-UNIX-PORTS" Schema
        "\"object\": UDS may not include ports" / "un socket unix no tiene puertos"
        => "remove ports" / "quita ports";
    SE_UNIX_PATH "SE-UNIX-PATH" Schema
        "\"string\": UDS must be an absolute path or abstract socket" / "el socket necesita el camino entero"
        => "for example unix:///var/run/socket" / "por ejemplo unix:///var/run/socket";
    SE_UNIX_FOLDER "SE-UNIX-FOLDER" Schema
        "\"string\": UDS may not be a dir" / "el socket no puede ser una carpeta"
        => "for example unix:///var/run/socket" / "por ejemplo unix:///var/run/socket";
    SE_UNIX_ONE "SE-UNIX-ONE" Webhook
        "exactly 1 service port required for unix endpoints" / "con un socket unix hace falta exactamente un puerto"
        => "keep one of ports" / "deja uno de ports";
    SE_ENDPOINT_PORT_NAME "SE-ENDPOINT-PORT-NAME" Schema
        "\"object\": port name must be valid" / "el nombre de puerto no vale"
        => "use letters, digits and hyphens" / "usa letras, cifras y guiones";
    SE_ROUND_ROBIN_HOSTS "SE-ROUND-ROBIN-HOSTS" Adviser
        "service entry can not have more than one host specified simultaneously with address and tcp port" / "varios hosts con una misma dirección y un puerto que no es HTTP no se pueden distinguir"
        => "write one ServiceEntry a host" / "escribe un ServiceEntry por host";
    SE_DYNAMIC_HOSTS "SE-DYNAMIC-HOSTS" Webhook
        "host must be wildcarded for resolution mode DYNAMIC_DNS" / "con DYNAMIC_DNS los hosts llevan comodín"
        => "write *.example.com, or use DNS" / "escribe *.ejemplo.com, o usa DNS";
    SE_DYNAMIC_ADDRESSES "SE-DYNAMIC-ADDRESSES" Webhook
        "addresses cannot be set for resolution type DYNAMIC_DNS. HTTP route domains will only be generated" / "con DYNAMIC_DNS no hay addresses: decide el host de cada petición"
        => "remove addresses" / "quita addresses";
    SE_DYNAMIC_ENDPOINTS "SE-DYNAMIC-ENDPOINTS" Webhook
        "endpoints cannot be set for resolution type DYNAMIC_DNS. Destination IP address determined from hosts" / "con DYNAMIC_DNS no hay endpoints: decide el host de cada petición"
        => "remove endpoints" / "quita endpoints";
    SE_DYNAMIC_PROTOCOL "SE-DYNAMIC-PROTOCOL" Webhook
        "only HTTP, TLS, GRPC, and HTTP2 protocols are supported for resolution type DYNAMIC_DNS" / "DYNAMIC_DNS solo sirve donde cada petición dice su host: HTTP, HTTP2, GRPC o TLS"
        => "use HTTP or TLS" / "usa HTTP o TLS";
    SE_DYNAMIC_WAYPOINT "SE-DYNAMIC-WAYPOINT" Webhook
        "location MESH_INTERNAL with resolution type DYNAMIC_DNS is not supported when using waypoints" / "con un waypoint, DYNAMIC_DNS solo vale para hosts de fuera"
        => "use location: MESH_EXTERNAL" / "usa location: MESH_EXTERNAL";
    SE_MANY_HOSTS "SE-MANY-HOSTS" Adviser
        "multiple hosts provided with non-HTTP, non-TLS ports" / "varios hosts en un puerto que no es HTTP ni TLS no se pueden distinguir"
        => "write one ServiceEntry a host" / "escribe un ServiceEntry por host";
}
