//! Names, Services, pods and what runs them, Ingresses, configuration, and our own World.

/// Hands its rules on, behind those it was given.
macro_rules! pods_and_services {
    ($next:ident $($given:tt)*) => { $next! { $($given)*
    NameMissing = "NAME-MISSING" {
        en "name or generateName is required"
        es "el objeto necesita un nombre"
        mend "add metadata.name" / "añade metadata.name"
    }
    NamespaceNotAllowed = "NAMESPACE-NOT-ALLOWED" {
        en "not allowed on this type"
        es "los objetos de este tipo no viven en un namespace"
        mend "remove it" / "quítalo"
    }
    PathSegmentIs = "NAME-PATH-SEGMENT-IS" {
        en "may not be '{}'"
        es "no puede ser '{}'"
        mend "choose another name" / "elige otro nombre"
    }
    PathSegmentHas = "NAME-PATH-SEGMENT-HAS" {
        en "may not contain '{}'"
        es "no puede contener '{}'"
        mend "leave it out" / "quítalo"
    }
    JobRestartPolicy = "JOB-RESTART-POLICY" {
        en "valid values: \"OnFailure\", \"Never\""
        es "vale OnFailure o Never"
        mend "write restartPolicy: Never" / "escribe restartPolicy: Never"
    }
    Dns1035Label = "NAME-DNS-1035" {
        en "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
        es "solo puede tener minúsculas, cifras y guiones; empieza por una letra y acaba en letra o cifra (DNS-1035)"
        mend "for example {}" / "por ejemplo {}"
    }
    Dns1123Label = "NAME-DNS-1123-LABEL" {
        en "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
        es "solo puede tener minúsculas, cifras y guiones; empieza y acaba en letra o cifra (RFC 1123)"
        mend "for example {}" / "por ejemplo {}"
    }
    Dns1123Subdomain = "NAME-DNS-1123" {
        en "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        es "solo puede tener minúsculas, cifras, guiones y puntos; cada parte empieza y acaba en letra o cifra (RFC 1123)"
        mend "for example {}" / "por ejemplo {}"
    }
    WildcardSubdomain = "NAME-WILDCARD" {
        en "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        es "el comodín solo puede ser la primera parte: *.ejemplo.com"
        mend "for example *.example.com" / "por ejemplo *.ejemplo.com"
    }
    TooLong = "NAME-TOO-LONG" {
        en "must be no more than {} characters"
        es "como mucho {} caracteres"
        mend "shorten it" / "acórtalo"
    }
    LabelKey = "LABEL-KEY" {
        en "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        es "la clave solo puede tener letras, cifras, guiones, subrayados y puntos, y empieza y acaba en letra o cifra; delante puede llevar un dominio y una barra"
        mend "for example app, or example.com/app" / "por ejemplo app, o ejemplo.com/app"
    }
    LabelValue = "LABEL-VALUE" {
        en "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
        es "el valor solo puede tener letras, cifras, guiones, subrayados y puntos, y empieza y acaba en letra o cifra"
        mend "use an annotation for free text" / "para texto libre usa una anotación"
    }
    QualifiedName = "NAME-QUALIFIED" {
        en "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        es "solo puede tener letras, cifras, guiones, subrayados y puntos; delante puede llevar un dominio y una barra"
        mend "use letters, digits, -, _ and . only" / "usa solo letras, cifras, -, _ y ."
    }
    PortNumber = "PORT-NUMBER" {
        en "must be between 1 and 65535, inclusive"
        es "un puerto va de 1 a 65535"
        mend "write a number from 1 to 65535" / "pon un número de 1 a 65535"
    }
    PortName = "PORT-NAME" {
        en "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), at least one letter, at most 15 characters, and no hyphen at the ends or beside another"
        es "el nombre de un puerto tiene como mucho 15 caracteres: minúsculas, cifras y guiones sueltos, con al menos una letra"
        mend "for example http, or write the number without quotes" / "por ejemplo http, o escribe el número sin comillas"
    }
    PortNameMissing = "PORT-NAME-MISSING" {
        en ""
        es "con varios puertos, cada uno necesita un nombre"
        mend "add a name to every port, such as http" / "pon un nombre a cada puerto, por ejemplo http"
    }
    IpAddress = "IP-ADDRESS" {
        en "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
        es "tiene que ser una dirección IP, como 10.9.8.7"
        mend "write four numbers from 0 to 255" / "escribe cuatro números de 0 a 255"
    }
    IpSpecial = "IP-SPECIAL" {
        en "may not be {}"
        es "esa dirección no puede ser: es {}"
        mend "write the address of a pod or of a machine" / "escribe la dirección de un pod o de una máquina"
    }
    Cidr = "CIDR" {
        en "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
        es "tiene que ser una red en notación CIDR, como 10.9.8.0/24"
        mend "write an address, a slash and the number of bits" / "escribe una dirección, una barra y el número de bits"
    }
    ServicePortsMissing = "SVC-PORTS-MISSING" {
        en ""
        es "un Service necesita al menos un puerto, salvo que sea headless o ExternalName"
        mend "add spec.ports with a port" / "añade spec.ports con un port"
    }
    ServiceKubeletPort = "SVC-KUBELET-PORT" {
        en "may not expose port 10250 externally since it is used by kubelet"
        es "el puerto 10250 es del kubelet y no se puede exponer fuera"
        mend "choose another port" / "elige otro puerto"
    }
    ServiceHeadlessType = "SVC-HEADLESS-TYPE" {
        en "may not be set to 'None' for {} services"
        es "un Service de tipo {} no puede ser headless (None)"
        mend "remove clusterIP: None, or the type" / "quita clusterIP: None, o el tipo"
    }
    ServiceExternalNameField = "SVC-EXTERNAL-NAME-FIELD" {
        en "may not be set for ExternalName services"
        es "un Service ExternalName es solo un nombre: no tiene dirección"
        mend "remove it" / "quítalo"
    }
    ServiceExternalNameMissing = "SVC-EXTERNAL-NAME-MISSING" {
        en ""
        es "un Service ExternalName necesita el nombre al que apunta"
        mend "add spec.externalName" / "añade spec.externalName"
    }
    ServiceAffinityConfig = "SVC-AFFINITY-CONFIG" {
        en "must not be set when session affinity is None"
        es "solo tiene sentido con sessionAffinity: ClientIP"
        mend "add sessionAffinity: ClientIP, or remove it" / "añade sessionAffinity: ClientIP, o quítalo"
    }
    ServiceAffinityTimeout = "SVC-AFFINITY-TIMEOUT" {
        en "must be greater than 0 and less than 86400"
        es "tiene que estar entre 1 y 86400 segundos"
        mend "for example 10800" / "por ejemplo 10800"
    }
    ServiceClusterIpsFirst = "SVC-CLUSTER-IPS-FIRST" {
        en "first value must match `clusterIP`"
        es "la primera tiene que ser la de clusterIP"
        mend "write only clusterIP" / "escribe solo clusterIP"
    }
    ServiceClusterIpsAlone = "SVC-CLUSTER-IPS-ALONE" {
        en "must be empty when `clusterIP` is not specified"
        es "sin clusterIP no puede haber clusterIPs"
        mend "write only clusterIP" / "escribe solo clusterIP"
    }
    ServiceClusterIpsNone = "SVC-CLUSTER-IPS-NONE" {
        en "'None' must be the first and only value"
        es "None tiene que ser el único valor"
        mend "write clusterIP: None alone" / "escribe solo clusterIP: None"
    }
    ServiceClusterIpsMany = "SVC-CLUSTER-IPS-MANY" {
        en "may only hold up to 2 values"
        es "como mucho dos, una por familia"
        mend "keep one of each family" / "deja una de cada familia"
    }
    ServiceClusterIpsFamily = "SVC-CLUSTER-IPS-FAMILY" {
        en "may specify no more than one IP for each IP family"
        es "como mucho una dirección por familia (IPv4, IPv6)"
        mend "keep one of each family" / "deja una de cada familia"
    }
    ServiceFamilyMismatch = "SVC-FAMILY-MISMATCH" {
        en "expected an {} value as indicated by `ipFamilies`"
        es "ipFamilies dice que tiene que ser {}"
        mend "write an {} address, or correct ipFamilies" / "escribe una dirección {}, o corrige ipFamilies"
    }
    ServiceNodePortType = "SVC-NODE-PORT-TYPE" {
        en "may not be used when `type` is 'ClusterIP'"
        es "un Service ClusterIP no abre puertos en los nodos"
        mend "add type: NodePort, or remove nodePort" / "añade type: NodePort, o quita nodePort"
    }
    ServiceLoadBalancerOnly = "SVC-LOAD-BALANCER-ONLY" {
        en "may only be used when `type` is 'LoadBalancer'"
        es "solo vale con type: LoadBalancer"
        mend "remove it, or change the type" / "quítalo, o cambia el tipo"
    }
    ServiceExternalPolicyType = "SVC-EXTERNAL-POLICY-TYPE" {
        en "may only be set when `type` is 'NodePort' or 'LoadBalancer'"
        es "solo vale con type: NodePort o LoadBalancer"
        mend "remove it, or change the type" / "quítalo, o cambia el tipo"
    }
    ServiceHealthPort = "SVC-HEALTH-PORT" {
        en "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        es "solo vale con type: LoadBalancer y externalTrafficPolicy: Local"
        mend "remove it" / "quítalo"
    }
    ServiceTrafficDistribution = "SVC-TRAFFIC-DISTRIBUTION" {
        en "supported values: \"PreferClose\", \"PreferSameZone\", \"PreferSameNode\""
        es "tiene que ser PreferClose, PreferSameZone o PreferSameNode"
        mend "write PreferSameZone" / "escribe PreferSameZone"
    }
    ServiceTopology = "SVC-TOPOLOGY" {
        en "must match annotations[service.kubernetes.io/topology-mode] when both are specified"
        es "tiene que decir lo mismo que service.kubernetes.io/topology-mode"
        mend "keep only topology-mode" / "deja solo topology-mode"
    }
    SelectorEmpty = "SELECTOR-EMPTY" {
        en "empty selector is invalid for {}"
        es "el selector no puede estar vacío"
        mend "add matchLabels with the labels of the template" / "añade matchLabels con las etiquetas del template"
    }
    SelectorMismatch = "SELECTOR-MISMATCH" {
        en "`selector` does not match template `labels`"
        es "el selector no encaja con las etiquetas del template: los pods no serían suyos"
        mend "the selector asks for {}" / "el selector pide {}"
    }
    SelectorValuesMissing = "SELECTOR-VALUES-MISSING" {
        en "must be specified when `operator` is 'In' or 'NotIn'"
        es "con In o NotIn hay que dar valores"
        mend "add values" / "añade values"
    }
    SelectorValuesForbidden = "SELECTOR-VALUES-FORBIDDEN" {
        en "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        es "con Exists o DoesNotExist no hay valores"
        mend "remove values" / "quita values"
    }
    SelectorSingleValue = "SELECTOR-SINGLE-VALUE" {
        en "must be specified single value when `operator` is 'Lt' or 'Gt'"
        es "con Lt o Gt hay que dar un solo valor"
        mend "give one value" / "da un solo valor"
    }
    StrategyRecreate = "STRATEGY-RECREATE" {
        en "may not be specified when strategy `type` is 'Recreate'"
        es "con type: Recreate no hay rollingUpdate"
        mend "remove rollingUpdate" / "quita rollingUpdate"
    }
    StrategyZero = "STRATEGY-ZERO" {
        en "may not be 0 when `maxSurge` is 0"
        es "si maxSurge también es 0 no se podría cambiar ningún pod"
        mend "let one of them be 1" / "deja que uno de los dos sea 1"
    }
    Percent = "PERCENT" {
        en "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
        es "tiene que ser un número, o un porcentaje como 25%"
        mend "for example 1, or 25%" / "por ejemplo 1, o 25%"
    }
    PercentTooMuch = "PERCENT-TOO-MUCH" {
        en "must not be greater than 100%"
        es "no puede pasar del 100%"
        mend "write at most 100%" / "pon como mucho 100%"
    }
    Negative = "NEGATIVE" {
        en "must be greater than or equal to 0"
        es "no puede ser negativo"
        mend "write 0 or more" / "pon 0 o más"
    }
    ProgressDeadline = "PROGRESS-DEADLINE" {
        en "must be greater than minReadySeconds"
        es "tiene que ser mayor que minReadySeconds"
        mend "write a greater number" / "pon un número mayor"
    }
    ContainersMissing = "POD-CONTAINERS-MISSING" {
        en ""
        es "un pod necesita al menos un contenedor"
        mend "add a container with name and image" / "añade un contenedor con name e image"
    }
    ImageMissing = "POD-IMAGE-MISSING" {
        en ""
        es "un contenedor necesita una imagen"
        mend "add image" / "añade image"
    }
    ImageBlanks = "POD-IMAGE-BLANKS" {
        en "must not have leading or trailing whitespace"
        es "sobran espacios delante o detrás"
        mend "remove the blanks" / "quita los espacios"
    }
    HostPortMismatch = "POD-HOST-PORT" {
        en "must match `containerPort` when `hostNetwork` is true"
        es "con hostNetwork: true tiene que ser igual que containerPort"
        mend "remove hostPort" / "quita hostPort"
    }
    EnvName = "ENV-NAME" {
        en "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"
        es "solo puede tener letras, cifras, guiones, subrayados y puntos, y no empieza por cifra"
        mend "for example MY_NAME" / "por ejemplo MI_NOMBRE"
    }
    EnvBoth = "ENV-BOTH" {
        en "may not be specified when `value` is not empty"
        es "o value o valueFrom, no los dos"
        mend "remove one of the two" / "quita uno de los dos"
    }
    EnvOneSource = "ENV-ONE-SOURCE" {
        en "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
        es "tiene que haber uno, y solo uno, de fieldRef, resourceFieldRef, configMapKeyRef y secretKeyRef"
        mend "add configMapKeyRef or secretKeyRef" / "añade configMapKeyRef o secretKeyRef"
    }
    EnvFromOneSource = "ENV-FROM-ONE-SOURCE" {
        en "must specify one of: `configMapRef` or `secretRef`"
        es "tiene que haber uno, y solo uno, de configMapRef y secretRef"
        mend "add configMapRef or secretRef" / "añade configMapRef o secretRef"
    }
    ResourceName = "RESOURCE-NAME" {
        en "must be a standard resource type or fully qualified"
        es "tiene que ser cpu, memory, ephemeral-storage, o un nombre con dominio"
        mend "cpu or memory" / "cpu o memory"
    }
    ResourceLimit = "RESOURCE-LIMIT" {
        en "must be less than or equal to {}"
        es "no puede pedir más que su límite, {}"
        mend "raise the limit or lower the request" / "sube el límite o baja lo que pide"
    }
    ProbeHandler = "PROBE-HANDLER" {
        en "must specify a handler type"
        es "falta decir cómo se comprueba: httpGet, tcpSocket, exec o grpc"
        mend "add httpGet, tcpSocket, exec or grpc" / "añade httpGet, tcpSocket, exec o grpc"
    }
    ProbeHandlers = "PROBE-HANDLERS" {
        en "may not specify more than 1 handler type"
        es "solo puede haber una forma de comprobar"
        mend "remove all but one" / "deja solo una"
    }
    ProbeSuccess = "PROBE-SUCCESS" {
        en "must be 1"
        es "en livenessProbe y startupProbe tiene que ser 1"
        mend "remove it" / "quítalo"
    }
    VolumeMissing = "VOLUME-MISSING" {
        en ""
        es "no hay ningún volumen con ese nombre en spec.volumes"
        mend "add it to volumes, or correct the name" / "añádelo a volumes, o corrige el nombre"
    }
    MountPathTwice = "MOUNT-PATH-TWICE" {
        en "must be unique"
        es "ya hay otro volumen montado ahí"
        mend "choose another path" / "elige otro camino"
    }
    DnsNoneServers = "DNS-NONE-SERVERS" {
        en "must provide at least one DNS nameserver when `dnsPolicy` is None"
        es "con dnsPolicy: None hay que dar al menos un servidor"
        mend "add dnsConfig.nameservers" / "añade dnsConfig.nameservers"
    }
    TolerationValue = "TOLERATION-VALUE" {
        en "value must be empty when `operator` is 'Exists'"
        es "con operator: Exists no hay value"
        mend "remove value" / "quita value"
    }
    TolerationKey = "TOLERATION-KEY" {
        en "operator must be Exists when `key` is empty, which means \"match all values and all keys\""
        es "sin key, operator tiene que ser Exists: soporta todas las marcas"
        mend "add key, or operator: Exists" / "añade key, u operator: Exists"
    }
    TolerationSeconds = "TOLERATION-SECONDS" {
        en "effect must be 'NoExecute' when `tolerationSeconds` is set"
        es "tolerationSeconds solo vale con effect: NoExecute"
        mend "remove tolerationSeconds" / "quita tolerationSeconds"
    }
    TopologyKeyMissing = "TOPOLOGY-KEY-MISSING" {
        en "can not be empty"
        es "hay que decir qué etiqueta de los nodos cuenta"
        mend "for example kubernetes.io/hostname" / "por ejemplo kubernetes.io/hostname"
    }
    NodeTermsMissing = "NODE-TERMS-MISSING" {
        en "must have at least one node selector term"
        es "tiene que haber al menos una condición"
        mend "add a term with matchExpressions" / "añade una con matchExpressions"
    }
    IngressEmpty = "INGRESS-EMPTY" {
        en "either `defaultBackend` or `rules` must be specified"
        es "un Ingress necesita rules o defaultBackend"
        mend "add rules" / "añade rules"
    }
    IngressHostIp = "INGRESS-HOST-IP" {
        en "must be a DNS name, not an IP address"
        es "tiene que ser un nombre, no una IP: el navegador lo manda en la cabecera Host"
        mend "write the name people type" / "escribe el nombre que se teclea"
    }
    IngressPathTypeMissing = "INGRESS-PATH-TYPE-MISSING" {
        en "pathType must be specified"
        es "hay que decir cómo se compara el camino"
        mend "add pathType: Prefix" / "añade pathType: Prefix"
    }
    IngressPathAbsolute = "INGRESS-PATH-ABSOLUTE" {
        en "must be an absolute path"
        es "tiene que empezar por /"
        mend "put a / before it" / "pon una / delante"
    }
    IngressPathContains = "INGRESS-PATH-CONTAINS" {
        en "must not contain '{}'"
        es "no puede contener '{}'"
        mend "take it out" / "quítalo"
    }
    IngressPathEnds = "INGRESS-PATH-ENDS" {
        en "cannot end with '{}'"
        es "no puede acabar en '{}'"
        mend "take it out" / "quítalo"
    }
    IngressBackendNone = "INGRESS-BACKEND-NONE" {
        en "resource or service backend is required"
        es "falta decir adónde va: service o resource"
        mend "add service with name and port" / "añade service con name y port"
    }
    IngressBackendBoth = "INGRESS-BACKEND-BOTH" {
        en "cannot set both resource and service backends"
        es "o service o resource, no los dos"
        mend "remove one of the two" / "quita uno de los dos"
    }
    IngressPortBoth = "INGRESS-PORT-BOTH" {
        en "cannot set both port name & port number"
        es "o el nombre del puerto o el número, no los dos"
        mend "remove one of the two" / "quita uno de los dos"
    }
    IngressPortMissing = "INGRESS-PORT-MISSING" {
        en "port name or number is required"
        es "falta el puerto del Service"
        mend "add port: {number: 80}" / "añade port: {number: 80}"
    }
    IngressServiceName = "INGRESS-SERVICE-NAME" {
        en ""
        es "falta el nombre del Service"
        mend "add service.name" / "añade service.name"
    }
    IngressClassTwice = "INGRESS-CLASS-TWICE" {
        en "can not be set when the class field is also set"
        es "ya está ingressClassName: la anotación sobra"
        mend "remove the annotation" / "quita la anotación"
    }
    IngressClassController = "INGRESS-CLASS-CONTROLLER" {
        en "must be a domain-prefixed path (such as \"acme.io/foo\")"
        es "tiene que ser un dominio, una barra y un nombre, como k8s.io/ingress-nginx"
        mend "for example k8s.io/ingress-nginx" / "por ejemplo k8s.io/ingress-nginx"
    }
    EndpointAddressMissing = "ENDPOINT-ADDRESS-MISSING" {
        en "must contain at least 1 address"
        es "tiene que haber al menos una dirección"
        mend "add an address" / "añade una dirección"
    }
    EndpointAddressFamily = "ENDPOINT-ADDRESS-FAMILY" {
        en "must be a valid {} address"
        es "tiene que ser una dirección {}"
        mend "write an {} address" / "escribe una dirección {}"
    }
    ConfigKey = "CONFIG-KEY" {
        en "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
        es "una clave solo puede tener letras, cifras, guiones, subrayados y puntos"
        mend "for example app.properties" / "por ejemplo app.properties"
    }
    ConfigKeyTwice = "CONFIG-KEY-TWICE" {
        en "duplicate of key present in data"
        es "esa clave ya está en data"
        mend "remove one of the two" / "quita una de las dos"
    }
    Base64 = "BASE64" {
        en "illegal base64 data"
        es "no es base64"
        mend "put plain text under stringData instead of data" / "el texto normal va en stringData, no en data"
    }
    TlsSecretKey = "TLS-SECRET-KEY" {
        en ""
        es "un Secret kubernetes.io/tls necesita tls.crt y tls.key"
        mend "add tls.crt and tls.key" / "añade tls.crt y tls.key"
    }
    WorldTarget = "WORLD-TARGET" {
        en "must be an address and a port, such as 192.168.0.100:30880"
        es "tiene que ser una dirección y un puerto, como 192.168.0.100:30880"
        mend "write the address, not the name" / "escribe la dirección, no el nombre"
    }
    WorldRange = "WORLD-PORT-RANGE" {
        en "must be two ports, such as 30000-32767"
        es "tienen que ser dos puertos, como 30000-32767"
        mend "for example 30000-32767" / "por ejemplo 30000-32767"
    }
    WorldPool = "WORLD-BALANCER-POOL" {
        en "must be two addresses, such as 192.168.0.240-192.168.0.250"
        es "tienen que ser dos direcciones, como 192.168.0.240-192.168.0.250"
        mend "for example 192.168.0.240-192.168.0.250" / "por ejemplo 192.168.0.240-192.168.0.250"
    }
    WorldProxyMode = "WORLD-PROXY-MODE" {
        en "kube-proxy's IPVS mode is not modelled here (Kubernetes has deprecated it)"
        es "el modo IPVS de kube-proxy no está modelado aquí (Kubernetes lo ha dejado obsoleto)"
        mend "write iptables or nftables" / "escribe iptables o nftables"
    }
    WorldAddressTwice = "WORLD-ADDRESS-TWICE" {
        en "{} has that address already"
        es "esa dirección ya la tiene {}"
        mend "give every machine an address of its own" / "da a cada máquina su propia dirección"
    }
    WorldOutside = "WORLD-OUTSIDE" {
        en "is in none of the networks"
        es "no está en ninguna de las redes"
        mend "add the network, or correct the address" / "añade la red, o corrige la dirección"
    }
    WorldNodesMissing = "WORLD-NODES-MISSING" {
        en "a cluster needs at least one node"
        es "un cluster necesita al menos un nodo"
        mend "add nodes" / "añade nodes"
    }
    UpdateImmutable = "UPDATE-IMMUTABLE" {
        en "field is immutable"
        es "este campo no se puede cambiar en un objeto que ya existe"
        mend "delete the object and create it anew, as kubectl replace --force does" / "borra el objeto y créalo de nuevo, como hace kubectl replace --force"
    }
    UpdateOnceSet = "UPDATE-ONCE-SET" {
        en "may not change once set"
        es "no puede cambiar una vez puesto"
        mend "delete the object and create it anew, as kubectl replace --force does" / "borra el objeto y créalo de nuevo, como hace kubectl replace --force"
    }
    UpdatePod = "UPDATE-POD" {
        en "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
        es "de un pod que existe solo se pueden cambiar las imágenes, activeDeadlineSeconds y añadir tolerations; aquí cambia {}"
        mend "delete the pod and create it anew; a Deployment does so by itself" / "borra el pod y créalo de nuevo; un Deployment lo hace solo"
    }
    UpdatePodContainers = "UPDATE-POD-CONTAINERS" {
        en "pod updates may not add or remove containers"
        es "a un pod que existe no se le pueden poner ni quitar contenedores"
        mend "delete the pod and create it anew; a Deployment does so by itself" / "borra el pod y créalo de nuevo; un Deployment lo hace solo"
    }
    UpdateToleration = "UPDATE-POD-TOLERATION" {
        en "existing toleration can not be modified except its tolerationSeconds"
        es "de una toleration que existe solo se puede cambiar tolerationSeconds"
        mend "delete the pod and create it anew; a Deployment does so by itself" / "borra el pod y créalo de nuevo; un Deployment lo hace solo"
    }
    UpdateStatefulSet = "UPDATE-STATEFULSET" {
        en "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
        es "de un StatefulSet que existe solo se pueden cambiar replicas, ordinals, template, updateStrategy, revisionHistoryLimit, persistentVolumeClaimRetentionPolicy y minReadySeconds; aquí cambia {}"
        mend "delete the object and create it anew, as kubectl replace --force does" / "borra el objeto y créalo de nuevo, como hace kubectl replace --force"
    }
    UpdateImmutableData = "UPDATE-IMMUTABLE-DATA" {
        en "field is immutable when `immutable` is set"
        es "con immutable: true no se puede cambiar"
        mend "delete the object and create it anew, or write one of another name" / "borra el objeto y créalo de nuevo, o escribe otro con otro nombre"
    }
    UpdateClaim = "UPDATE-CLAIM" {
        en "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
        es "de un PersistentVolumeClaim que existe solo se puede ampliar resources.requests; aquí cambia {}"
        mend "delete the object and create it anew, as kubectl replace --force does" / "borra el objeto y créalo de nuevo, como hace kubectl replace --force"
    }
    UpdateVolumeSource = "UPDATE-VOLUME-SOURCE" {
        en "spec.persistentvolumesource is immutable after creation"
        es "el origen de un PersistentVolume no se puede cambiar"
        mend "delete the object and create it anew, as kubectl replace --force does" / "borra el objeto y créalo de nuevo, como hace kubectl replace --force"
    }
    UpdateStorageClass = "UPDATE-STORAGE-CLASS" {
        en "updates to {} are forbidden."
        es "{} no se puede cambiar en una StorageClass que ya existe"
        mend "delete the object and create it anew, as kubectl replace --force does" / "borra el objeto y créalo de nuevo, como hace kubectl replace --force"
    }
    UpdateRoleRef = "UPDATE-ROLE-REF" {
        en "cannot change roleRef"
        es "roleRef no se puede cambiar"
        mend "delete the object and create it anew, as kubectl replace --force does" / "borra el objeto y créalo de nuevo, como hace kubectl replace --force"
    }
    } };
}

pub(super) use pods_and_services;
