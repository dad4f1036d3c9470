//! DestinationRule: subsets and traffic policies.

super::laws! {
    SUBSET_TWICE "DR-SUBSET-TWICE" Webhook
        "duplicate subset names: {}" / "hay dos subsets que se llaman {}"
        => "rename one of them" / "cambia el nombre de uno";
    POLICY_EMPTY "DR-POLICY-EMPTY" Webhook
        "traffic policy must have at least one field" / "la política no dice nada"
        => "add loadBalancer, connectionPool, outlierDetection or tls" / "añade loadBalancer, connectionPool, outlierDetection o tls";
    TUNNEL_PROXY "DR-TUNNEL-PROXY" Webhook
        "tunnel and proxyProtocol must not be set together" / "o tunnel o proxyProtocol, no los dos"
        => "keep one of the two" / "deja uno de los dos";
    TUNNEL_PROTOCOL "DR-TUNNEL-PROTOCOL" Webhook
        "tunnel protocol must be \"CONNECT\" or \"POST\"" / "el túnel va por CONNECT o por POST"
        => "write CONNECT" / "escribe CONNECT";
    TUNNEL_HOST "DR-TUNNEL-HOST" Webhook
        "tunnel target host must be valid FQDN or IP address: {}" / "el destino del túnel tiene que ser un nombre o una dirección: {}"
        => "for example example.com" / "por ejemplo ejemplo.com";
    PORT_POLICY_PORT "DR-PORT-POLICY-PORT" Webhook
        "portTrafficPolicy must have valid port" / "falta de qué puerto se habla"
        => "add port: {number: 9080}" / "añade port: {number: 9080}";
    PORT_POLICY_EMPTY "DR-PORT-POLICY-EMPTY" Webhook
        "port traffic policy must have at least one field" / "la política del puerto no dice nada"
        => "add loadBalancer, connectionPool, outlierDetection or tls" / "añade loadBalancer, connectionPool, outlierDetection o tls";
    OUTLIER_OLD "DR-OUTLIER-OLD" Adviser
        "outlier detection consecutive errors is deprecated, use consecutiveGatewayErrors or consecutive5xxErrors instead" / "consecutiveErrors ya no lo lee nadie"
        => "use consecutive5xxErrors or consecutiveGatewayErrors" / "usa consecutive5xxErrors o consecutiveGatewayErrors";
    OUTLIER_LOCAL "DR-OUTLIER-LOCAL" Webhook
        "outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false" / "consecutiveLocalOriginFailures solo vale con splitExternalLocalOriginErrors: true"
        => "add splitExternalLocalOriginErrors: true" / "añade splitExternalLocalOriginErrors: true";
    POOL_EMPTY "DR-POOL-EMPTY" Webhook
        "connection pool must have at least one field" / "connectionPool no dice nada"
        => "add tcp or http" / "añade tcp o http";
    POOL_NEGATIVE "DR-POOL-NEGATIVE" Webhook
        "{} must be non-negative" / "{} no puede ser negativo"
        => "write 0 or more" / "escribe 0 o más";
    POOL_UPGRADE "DR-POOL-UPGRADE" Webhook
        "use client protocol must not be true when H2UpgradePolicy is UPGRADE" / "con h2UpgradePolicy UPGRADE no se puede conservar el protocolo del cliente"
        => "remove useClientProtocol" / "quita useClientProtocol";
    KEEPALIVE_INTERVAL "DR-KEEPALIVE-INTERVAL" Webhook
        "http2 keepalive interval is required" / "falta cada cuánto"
        => "add interval" / "añade interval";
    KEEPALIVE_TIMEOUT "DR-KEEPALIVE-TIMEOUT" Webhook
        "http2 keepalive timeout is required" / "falta cuánto se espera"
        => "add timeout" / "añade timeout";
    COOKIE_NAME "DR-COOKIE-NAME" Webhook
        "name required for HttpCookie" / "la cookie necesita un nombre"
        => "add name" / "añade name";
    COOKIE_ATTRIBUTE "DR-COOKIE-ATTRIBUTE" Webhook
        "cookie attribute name cannot be empty" / "el atributo de la cookie necesita un nombre"
        => "add name" / "añade name";
    COOKIE_ATTRIBUTE_TWICE "DR-COOKIE-ATTRIBUTE-TWICE" Webhook
        "duplicate cookie attribute name: {}" / "el atributo {} está dos veces"
        => "remove one of them" / "quita uno";
    RING_TWICE "DR-RING-TWICE" Webhook
        "only one of MinimumRingSize or Maglev/Ringhash can be specified" / "minimumRingSize es la forma antigua de ringHash o maglev: no van juntos"
        => "keep ringHash or maglev" / "deja ringHash o maglev";
    MAGLEV_MISSING "DR-MAGLEV-MISSING" Webhook
        "tableSize must be set for maglev" / "maglev necesita tableSize"
        => "write tableSize: 65537" / "escribe tableSize: 65537";
    MAGLEV_LARGE "DR-MAGLEV-LARGE" Webhook
        "tableSize must be less than 5000011 for maglev" / "tableSize tiene que ser menor que 5000011"
        => "write tableSize: 65537" / "escribe tableSize: 65537";
    MAGLEV_PRIME "DR-MAGLEV-PRIME" Webhook
        "tableSize must be a prime number for maglev" / "tableSize tiene que ser un número primo"
        => "write tableSize: 65537" / "escribe tableSize: 65537";
    LOCALITY_ZONE "DR-LOCALITY-ZONE" Webhook
        "only one of localityLbSetting and zoneAwareLbSetting can be set" / "o localityLbSetting o zoneAwareLbSetting, no los dos"
        => "keep one of the two" / "deja uno de los dos";
    LOCALITY_BOTH "DR-LOCALITY-BOTH" Webhook
        "can not simultaneously specify 'distribute' and 'failover'" / "o distribute o failover, no los dos"
        => "keep one of the two" / "deja uno de los dos";
    LOCALITY_SUM "DR-LOCALITY-SUM" Webhook
        "total locality weight {} != 100" / "los pesos de to suman {}, y tienen que sumar 100"
        => "make them add up to 100" / "haz que sumen 100";
    LOCALITY_WEIGHT "DR-LOCALITY-WEIGHT" Webhook
        "locality weight must not be in range [1, 100]: {}" / "{} no es un peso: va de 1 a 100"
        => "write a number from 1 to 100" / "pon un número de 1 a 100";
    LOCALITY_SAME "DR-LOCALITY-SAME" Webhook
        "locality lb failover settings must specify different regions: {}" / "una región no se ayuda a sí misma: {}"
        => "name another region in to" / "nombra otra región en to";
    WARMUP_AGGRESSION "DR-WARMUP-AGGRESSION" Webhook
        "aggression should be greater than 0" / "aggression tiene que ser mayor que 0"
        => "write 1" / "escribe 1";
    TLS_INSECURE_SIMPLE "DR-TLS-INSECURE" Webhook
        "cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true" / "si no se comprueba el certificado, sobra con qué comprobarlo"
        => "remove insecureSkipVerify" / "quita insecureSkipVerify";
    TLS_INSECURE_MUTUAL "DR-TLS-INSECURE-MUTUAL" Webhook
        "cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true" / "si no se comprueba el certificado, sobra con qué comprobarlo"
        => "remove insecureSkipVerify" / "quita insecureSkipVerify";
    TLS_CREDENTIAL "DR-TLS-CREDENTIAL" Webhook
        "cannot specify client certificates or CA certificate If credentialName is set" / "con credentialName sobran los ficheros: están en el Secret"
        => "keep only credentialName" / "deja solo credentialName";
    TLS_CLIENT_CERTIFICATE "DR-TLS-CERTIFICATE" Webhook
        "client certificate required for mutual tls" / "MUTUAL necesita el certificado del cliente"
        => "add clientCertificate, or use ISTIO_MUTUAL" / "añade clientCertificate, o usa ISTIO_MUTUAL";
    TLS_CLIENT_KEY "DR-TLS-KEY" Webhook
        "private key required for mutual tls" / "MUTUAL necesita la clave del cliente"
        => "add privateKey, or use ISTIO_MUTUAL" / "añade privateKey, o usa ISTIO_MUTUAL";
}
