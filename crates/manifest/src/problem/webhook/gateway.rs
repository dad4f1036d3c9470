//! Gateway: servers and their TLS.

super::laws! {
    GATEWAY_NAME_FORM "GW-NAME" Webhook
        "invalid gateway name: {}" / "{} no vale como nombre de un Gateway"
        => "use letters, digits and hyphens" / "usa letras, cifras y guiones";
    SERVERS_MISSING "GW-SERVERS-MISSING" Webhook
        "gateway must have at least one server" / "el Gateway no abre ningún puerto"
        => "add servers with port and hosts" / "añade servers con port y hosts";
    SERVER_NAME_TWICE "GW-PORT-NAME-TWICE" Webhook
        "port names in servers must be unique: duplicate name {}" / "dos puertos se llaman {}"
        => "rename one of them" / "cambia el nombre de uno";
    REDIRECT_NOT_HTTP "GW-REDIRECT" Adviser
        "tls.httpsRedirect should only be used with http servers" / "httpsRedirect solo tiene sentido en un puerto HTTP"
        => "move it to the port 80 server" / "ponlo en el servidor del puerto 80";
    SERVER_HOSTS "GW-HOSTS-MISSING" Webhook
        "server config must contain at least one host" / "el servidor no dice para qué hosts"
        => "add hosts: [\"*\"]" / "añade hosts: [\"*\"]";
    SERVER_TLS_MISSING "GW-TLS-MISSING" Webhook
        "server must have TLS settings for HTTPS/TLS protocols" / "un puerto HTTPS o TLS necesita tls"
        => "add tls with mode and credentialName" / "añade tls con mode y credentialName";
    SERVER_TLS_PLAIN "GW-TLS-PLAIN" Webhook
        "server cannot have TLS settings for plain text HTTP ports" / "un puerto HTTP no lleva tls"
        => "write protocol: HTTPS, or remove tls" / "escribe protocol: HTTPS, o quita tls";
    SERVER_TLS_OTHER "GW-TLS-OTHER" Webhook
        "server cannot have TLS settings for non HTTPS/TLS ports" / "solo los puertos HTTPS o TLS llevan tls"
        => "write protocol: HTTPS or TLS, or remove tls" / "escribe protocol: HTTPS o TLS, o quita tls";
    SERVER_PROTOCOL "GW-PROTOCOL" Webhook
        "invalid protocol \"{}\", supported protocols are HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP" / "el protocolo \"{}\" no existe"
        => "use HTTP, HTTPS, GRPC, HTTP2, MONGO, TCP or TLS" / "usa HTTP, HTTPS, GRPC, HTTP2, MONGO, TCP o TLS";
    SERVER_TARGET_PORT "GW-TARGET-PORT" Webhook
        "targetPort has no impact on Gateways" / "targetPort no hace nada en un Gateway"
        => "remove it" / "quítalo";
    SERVER_PORT_NAME "GW-PORT-NAME" Webhook
        "port name must be set: {}" / "el puerto necesita un nombre"
        => "add name: http" / "añade name: http";
    SERVER_BIND_PORT "GW-BIND-PORT" Webhook
        "port number must be 0 for unix domain socket: {}" / "con un socket unix el puerto es 0"
        => "write number: 0" / "escribe number: 0";
    BIND_ADDRESS "GW-BIND-ADDRESS" Webhook
        "{} is not a valid IP" / "{} no es una dirección"
        => "for example 0.0.0.0" / "por ejemplo 0.0.0.0";
    UNIX_EMPTY "GW-UNIX-EMPTY" Webhook
        "unix address must not be empty" / "falta el camino del socket"
        => "for example unix:///var/run/socket" / "por ejemplo unix:///var/run/socket";
    UNIX_RELATIVE "GW-UNIX-RELATIVE" Webhook
        "{} is not an absolute path to a file" / "{} no es el camino entero de un fichero"
        => "for example unix:///var/run/socket" / "por ejemplo unix:///var/run/socket";
    TLS_MUTUAL_EXTRA "GW-TLS-ISTIO-EXTRA" Webhook
        "ISTIO_MUTUAL TLS cannot have associated {}" / "ISTIO_MUTUAL usa los certificados de la malla: sobra {}"
        => "remove it, or use MUTUAL" / "quítalo, o usa MUTUAL";
    TLS_IGNORED "GW-TLS-IGNORED" Adviser
        "{} mode does not use certificates, they will be ignored" / "{} no usa certificados: se ignoran"
        => "use SIMPLE, or remove them" / "usa SIMPLE, o quítalos";
    TLS_ONE_SOURCE "GW-TLS-SOURCES" Webhook
        "only one of credential_name, credential_names, server_certificate/private_key, tls_certificates should be specified" / "el certificado se dice de una sola manera"
        => "keep only credentialName" / "deja solo credentialName";
    TLS_CLIENT_CA "GW-TLS-CA" Webhook
        "{} requires a client CA bundle" / "{} necesita con qué comprobar a los clientes"
        => "add caCertificates" / "añade caCertificates";
    TLS_CERTIFICATE "GW-TLS-CERTIFICATE" Webhook
        "{} requires a server certificate" / "{} necesita un certificado"
        => "add credentialName with the name of a Secret" / "añade credentialName con el nombre de un Secret";
    TLS_KEY "GW-TLS-KEY" Webhook
        "{} requires a private key" / "{} necesita la clave del certificado"
        => "add credentialName with the name of a Secret" / "añade credentialName con el nombre de un Secret";
    TLS_CERTIFICATES_MANY "GW-TLS-MANY" Adviser
        "{} can support up to 2 server certificates" / "{} admite como mucho 2 certificados"
        => "keep two" / "deja dos";
    TLS_CRL_CREDENTIAL "GW-TLS-CRL-CREDENTIAL" Webhook
        "CRL is not supported with credentialName. CRL has to be specified in the credential" / "con credentialName la lista de revocados va dentro del Secret"
        => "remove caCrl" / "quita caCrl";
    TLS_CRL_SIMPLE "GW-TLS-CRL-SIMPLE" Webhook
        "CRL is not supported with SIMPLE TLS" / "SIMPLE no comprueba clientes: sobra caCrl"
        => "remove caCrl" / "quita caCrl";
    TLS_CIPHER_UNKNOWN "GW-TLS-CIPHER" Adviser
        "ignoring invalid cipher suites: [{}]" / "no existe el cifrado {}: se ignora"
        => "remove it" / "quítalo";
    TLS_CIPHER_TWICE "GW-TLS-CIPHER-TWICE" Adviser
        "ignoring duplicate cipher suites: [{}]" / "el cifrado {} está dos veces"
        => "remove one of them" / "quita uno";
    TLS_SOURCES_SCHEMA "GW-TLS-SOURCES-SCHEMA" Schema
        "\"object\": only one of {} can be set" / "de estos campos solo puede haber uno: {}"
        => "keep only credentialName" / "deja solo credentialName";
    TLS_OLD "GW-TLS-OLD" Adviser
        "TLS version below TLSV1_2 require setting compatible ciphers as by default they no longer include compatible ciphers." / "por debajo de TLSV1_2 hay que decir los cifrados: los de serie ya no sirven"
        => "use TLSV1_2" / "usa TLSV1_2";
}
