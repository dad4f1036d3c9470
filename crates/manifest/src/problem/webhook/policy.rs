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
}
