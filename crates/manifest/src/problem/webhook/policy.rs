//! PeerAuthentication, and the policies that are checked and not modelled.

super::laws! {
    PA_SELECTOR "PA-SELECTOR" Schema
        "\"object\": portLevelMtls requires selector" / "portLevelMtls solo vale con un selector: los puertos son de unos pods"
        => "add selector with matchLabels" / "añade selector con matchLabels";
    PA_PORT "PA-PORT" Schema
        "\"object\": port must be between 1-65535" / "un puerto va de 1 a 65535"
        => "write the container's port" / "escribe el puerto del contenedor";
    PA_PORT_FORM "PA-PORT-FORM" Schema
        "\"object\": type conversion error from 'string' to 'int' evaluating rule: port must be between 1-65535" / "la clave de portLevelMtls es el número de un puerto"
        => "write the container's port" / "escribe el puerto del contenedor";
    TARGET_ONE "MESH-TARGET-ONE" Schema
        "\"object\": only one of targetRefs or selector can be set" / "o selector o targetRefs, no los dos"
        => "keep one of the two" / "deja uno de los dos";
    TARGET_NAMESPACE "MESH-TARGET-NAMESPACE" Schema
        "\"string\": cross namespace referencing is not currently supported" / "no se puede señalar a otro namespace"
        => "remove namespace" / "quita namespace";
    TARGET_FORM "MESH-TARGET-FORM" Schema
        "{}" / "no tiene la forma debida: {}"
        => "for example kind: Gateway, group: gateway.networking.k8s.io" / "por ejemplo kind: Gateway, group: gateway.networking.k8s.io";
    TARGET_KIND "MESH-TARGET-KIND" Webhook
        "targetRef must be to one of [gateway.networking.k8s.io/Gateway gateway.networking.k8s.io/GatewayClass core/Service networking.istio.io/ServiceEntry] but was {}" / "targetRef señala a un Gateway, GatewayClass, Service o ServiceEntry, no a {}"
        => "for example kind: Gateway, group: gateway.networking.k8s.io" / "por ejemplo kind: Gateway, group: gateway.networking.k8s.io";
    DRY_RUN "AP-DRY-RUN" Webhook
        "unsupported annotation istio.io/dry-run, please remove the annotation" / "la anotación istio.io/dry-run es solo de AuthorizationPolicy"
        => "remove it" / "quítala";
    DRY_RUN_VALUE "AP-DRY-RUN-VALUE" Webhook
        "annotation istio.io/dry-run with invalid value ({})" / "istio.io/dry-run es true o false, no {}"
        => "write \"true\" or \"false\"" / "escribe \"true\" o \"false\"";
    DRY_RUN_ACTION "AP-DRY-RUN-ACTION" Webhook
        "the annotation istio.io/dry-run currently only supports action ALLOW/DENY, found action {}" / "istio.io/dry-run solo vale con ALLOW o DENY, no con {}"
        => "remove the annotation" / "quita la anotación";
    CUSTOM_RULES "AP-CUSTOM-RULES" Webhook
        "CUSTOM action without `rules` is meaningless as it will never be triggered, add an empty rule `{}` if you want it be triggered for every request" / "CUSTOM sin rules no se aplica nunca"
        => "add rules: [{}] for every request" / "añade rules: [{}] para todas las peticiones";
    CUSTOM_PROVIDER "AP-CUSTOM-PROVIDER" Webhook
        "`provider.name` must not be empty" / "CUSTOM necesita a quién preguntar"
        => "add provider: {name: ...}" / "añade provider: {name: ...}";
    CUSTOM_FIELD "AP-CUSTOM-FIELD" Webhook
        "{} is currently not supported with CUSTOM action" / "{} no se puede usar con CUSTOM"
        => "remove it" / "quítalo";
    PROVIDER_ACTION "AP-PROVIDER-ACTION" Webhook
        "`provider` must not be with non CUSTOM action, found {}" / "provider solo vale con CUSTOM, no con {}"
        => "remove provider" / "quita provider";
    DENY_RULES "AP-DENY-RULES" Webhook
        "DENY action without `rules` is meaningless as it will never be triggered, add an empty rule `{}` if you want it be triggered for every request" / "DENY sin rules no se aplica nunca"
        => "add rules: [{}] to deny everything" / "añade rules: [{}] para negarlo todo";
    RULE_PART "AP-RULE-PART" Webhook
        "{}" / "falta algo en la regla: {}"
        => "fill it in, or remove it" / "complétalo, o quítalo";
    RULE_VALUE "AP-RULE-VALUE" Webhook
        "empty value not allowed, found in {}" / "hay un valor vacío en {}"
        => "write a value, or * for any" / "escribe un valor, o * para cualquiera";
    RULE_ACCOUNTS "AP-RULE-ACCOUNTS" Schema
        "\"object\": Cannot set serviceAccounts with namespaces or principals" / "o serviceAccounts, o namespaces y principals"
        => "keep serviceAccounts" / "deja serviceAccounts";
    RULE_ADDRESS "AP-RULE-ADDRESS" Webhook
        "bad IP address or CIDR range ({})" / "{} no es una dirección ni una red"
        => "for example 10.0.0.0/8" / "por ejemplo 10.0.0.0/8";
    RULE_PORT "AP-RULE-PORT" Webhook
        "invalid port {}, must be in [0, 65535]" / "{} no es un puerto"
        => "write a number, in quotes" / "escribe un número, entre comillas";
    WHEN_KEY "AP-WHEN-KEY" Webhook
        "`key` must not be empty" / "key no puede estar vacía"
        => "for example source.namespace" / "por ejemplo source.namespace";
    WHEN_VALUES "AP-WHEN-VALUES" Webhook
        "at least one of `values` or `notValues` must be set for key {}" / "la condición sobre {} no dice con qué se compara"
        => "add values" / "añade values";
    WHEN_UNKNOWN "AP-WHEN-UNKNOWN" Webhook
        "unknown attribute: {}" / "no existe el atributo {}"
        => "for example request.headers[x] or source.namespace" / "por ejemplo request.headers[x] o source.namespace";
    DENY_HTTP "AP-DENY-HTTP" Adviser
        "configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP attributes in a DENY rule; it is recommended to explicitly specify the port" / "en los puertos TCP lo que es de HTTP no cuenta: esta regla los niega enteros"
        => "add ports" / "añade ports";
    JWT_ISSUER "RA-ISSUER" Webhook
        "issuer or jwksUri must be non-empty string" / "falta issuer"
        => "add issuer" / "añade issuer";
    JWT_URI "RA-URI" Schema
        "\"string\": url must have scheme http:// or https://" / "jwksUri empieza por http:// o https://"
        => "for example https://example.com/keys" / "por ejemplo https://ejemplo.com/keys";
    JWT_KEYS "RA-KEYS" Webhook
        "jwks parse error: {}" / "jwks no es un juego de claves en JSON: {}"
        => "paste the whole JSON" / "pega el JSON entero";
    JWT_PRIVATE "RA-PRIVATE" Adviser
        "jwks key at index {} contains private key material; only public keys are used for verification" / "la clave {} de jwks lleva la parte privada: para comprobar basta la pública"
        => "remove the private part" / "quita la parte privada";
    TELEMETRY_ONE "TM-ONE" Adviser
        "multiple {} is not currently supported" / "de {} solo cuenta el primero"
        => "keep one" / "deja uno";
    TELEMETRY_TAG "TM-TAG" Webhook
        "tag '{}' may not have a nil value" / "la etiqueta {} no dice su valor"
        => "add literal: {value: x}" / "añade literal: {value: x}";
    TELEMETRY_UPSERT "TM-UPSERT" Schema
        "\"object\": value must be set when operation is UPSERT" / "con UPSERT hace falta value"
        => "add value" / "añade value";
    TELEMETRY_REMOVE "TM-REMOVE" Schema
        "\"object\": value must not be set when operation is REMOVE" / "con REMOVE sobra value"
        => "remove value" / "quita value";
    WASM_SCHEME "WP-SCHEME" Schema
        "\"string\": url must have schema one of [http, https, file, oci]" / "url empieza por http, https, file u oci"
        => "for example oci://registry/filter:1" / "por ejemplo oci://registro/filtro:1";
    WASM_SHA "WP-SHA" Schema
        "{}: spec.sha256 in body should match '(^$|^[a-f0-9]{64}$)'" / "{} no es un sha256: son 64 cifras hexadecimales"
        => "copy the whole sum" / "copia la suma entera";
    WASM_ENV "WP-ENV" Schema
        "\"object\": value may only be set when valueFrom is INLINE" / "con HOST sobra value"
        => "remove value" / "quita value";
    PROBE_MISSING "WG-PROBE" Webhook
        "unknown health check method <nil>" / "la comprobación no dice cómo"
        => "add httpGet, tcpSocket or exec" / "añade httpGet, tcpSocket o exec";
    PROBE_HEADER "WG-PROBE-HEADER" Schema
        "{}: spec.probe.httpGet.httpHeaders[0].name in body should match '^[-_A-Za-z0-9]+$'" / "{} no es el nombre de una cabecera"
        => "use letters, digits and hyphens" / "usa letras, cifras y guiones";
    ENVOY_WAYPOINT "EF-WAYPOINT" Schema
        "\"object\": only support waypointMatch when context is WAYPOINT" / "waypoint y context WAYPOINT van juntos"
        => "write context: WAYPOINT" / "escribe context: WAYPOINT";
    TARGET_BOTH "MESH-TARGET-BOTH" Webhook
        "only one of targetRefs or workloadSelector can be set" / "o selector o targetRefs, no los dos"
        => "keep one of the two" / "deja uno de los dos";
    TARGET_NAME "MESH-TARGET-NAME" Webhook
        "targetRef name must be set" / "targetRef necesita un nombre"
        => "add name" / "añade name";
    TARGET_ELSEWHERE "MESH-TARGET-ELSEWHERE" Webhook
        "targetRef namespace must not be set; cross namespace referencing is not supported" / "no se puede señalar a otro namespace"
        => "remove namespace" / "quita namespace";
    CONCURRENCY "PC-CONCURRENCY" Webhook
        "concurrency must be greater than or equal to 0" / "no puede ser negativo"
        => "write a number from 0 up" / "pon un número de 0 en adelante";
    TELEMETRY_EXPRESSION "TM-EXPRESSION" Webhook
        "invalid filter expression: {}" / "no es una expresión de CEL: {}"
        => "for example response.code >= 400" / "por ejemplo response.code >= 400";
    TELEMETRY_TAG_NIL "TM-TAG-NIL" Webhook
        "tag '{}' may not have a nil value" / "la etiqueta {} no tiene valor"
        => "add literal: {value: x}" / "añade literal: {value: x}";
    WASM_URL "WP-URL" Webhook
        "url field needs to be set" / "falta de dónde se trae"
        => "for example oci://registry/filter:1" / "por ejemplo oci://registro/filtro:1";
    WASM_URL_SCHEME "WP-URL-SCHEME" Webhook
        "url contains unsupported scheme: {}" / "url empieza por http, https, file u oci, no por {}"
        => "for example oci://registry/filter:1" / "por ejemplo oci://registro/filtro:1";
    WASM_SHA_LENGTH "WP-SHA-LENGTH" Webhook
        "sha256 field must be 64 characters long" / "un sha256 tiene 64 cifras hexadecimales"
        => "copy the whole sum" / "copia la suma entera";
    WASM_SHA_FORM "WP-SHA-FORM" Webhook
        "sha256 field must match [a-f0-9]{64} pattern" / "un sha256 tiene 64 cifras hexadecimales, con minúsculas"
        => "write it in lower case" / "escríbela en minúsculas";
    WASM_ENV_NAME "WP-ENV-NAME" Webhook
        "spec.vmConfig.env invalid" / "una variable necesita un nombre"
        => "add name" / "añade name";
    WASM_ENV_TWICE "WP-ENV-TWICE" Webhook
        "duplicate env" / "esa variable está repetida"
        => "remove one of them" / "quita una";
}
