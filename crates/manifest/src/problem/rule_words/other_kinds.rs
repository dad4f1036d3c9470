//! NetworkPolicies, what scales and keeps pods, Jobs, storage, rights, Endpoints, and OpenShift's Routes.

/// Hands its rules on, behind those it was given.
macro_rules! other_kinds {
    ($next:ident $($given:tt)*) => { $next! { $($given)*
    PolicyPeerMissing = "NP-PEER-MISSING" {
        en "must specify a peer"
        es "hay que decir de quién se trata: podSelector, namespaceSelector o ipBlock"
        mend "add podSelector, namespaceSelector or ipBlock" / "añade podSelector, namespaceSelector o ipBlock"
    }
    PolicyPeerBoth = "NP-PEER-BOTH" {
        en "may not specify both ipBlock and another peer"
        es "ipBlock no puede ir junto a otro en el mismo elemento"
        mend "make two items of it: each with its own dash" / "haz dos elementos: cada uno con su guion"
    }
    PolicyExcept = "NP-EXCEPT" {
        en "must be a strict subset of `cidr`"
        es "tiene que ser una parte de cidr, más pequeña"
        mend "write a network inside {}" / "escribe una red dentro de {}"
    }
    NetworkMissing = "NP-CIDR-MISSING" {
        en ""
        es "hay que decir qué red"
        mend "for example 10.0.0.0/8" / "por ejemplo 10.0.0.0/8"
    }
    PolicyEndPortLess = "NP-END-PORT-LESS" {
        en "must be greater than or equal to `port`"
        es "no puede ser menor que port"
        mend "swap port and endPort" / "intercambia port y endPort"
    }
    PolicyEndPortName = "NP-END-PORT-NAME" {
        en "may not be specified when `port` is non-numeric"
        es "solo vale si port es un número"
        mend "write the number of the port" / "escribe el número del puerto"
    }
    PolicyEndPortAlone = "NP-END-PORT-ALONE" {
        en "may not be specified when `port` is not specified"
        es "sin port no hay dónde empezar"
        mend "add port" / "añade port"
    }
    PolicyTypesMany = "NP-TYPES-MANY" {
        en "may not specify more than two policyTypes"
        es "como mucho dos: Ingress y Egress"
        mend "keep Ingress and Egress" / "deja Ingress y Egress"
    }
    ScaleLimits = "HPA-LIMITS" {
        en "must be greater than or equal to `minReplicas`"
        es "no puede ser menor que minReplicas"
        mend "swap minReplicas and maxReplicas" / "intercambia minReplicas y maxReplicas"
    }
    ScaleSource = "HPA-SOURCE" {
        en "must populate information for the given metric source"
        es "falta lo que el type dice que se mide"
        mend "add it, or change type" / "añádelo, o cambia type"
    }
    ScaleSourceOther = "HPA-SOURCE-OTHER" {
        en "must populate the given metric source only"
        es "type dice que se mide otra cosa"
        mend "remove it, or change type" / "quítalo, o cambia type"
    }
    ScaleTargetNone = "HPA-TARGET-NONE" {
        en "must set either a target raw value or a target utilization"
        es "falta a cuánto hay que llegar: averageUtilization o averageValue"
        mend "add averageUtilization: 80" / "añade averageUtilization: 80"
    }
    ScaleTargetBoth = "HPA-TARGET-BOTH" {
        en "may not set both a target raw value and a target utilization"
        es "o averageValue o averageUtilization, no los dos"
        mend "remove one of the two" / "quita uno de los dos"
    }
    ScalePodsTarget = "HPA-PODS-TARGET" {
        en "must specify a positive target averageValue"
        es "una métrica de pods necesita averageValue, mayor que 0"
        mend "add averageValue" / "añade averageValue"
    }
    ScaleObjectTarget = "HPA-OBJECT-TARGET" {
        en "must set either a target value or averageValue"
        es "falta a cuánto hay que llegar: value o averageValue"
        mend "add value" / "añade value"
    }
    ScaleExternalNone = "HPA-EXTERNAL-NONE" {
        en "must set either a target value for metric or a per-pod target"
        es "falta a cuánto hay que llegar: value o averageValue"
        mend "add value" / "añade value"
    }
    ScaleExternalBoth = "HPA-EXTERNAL-BOTH" {
        en "may not set both a target value for metric and a per-pod target"
        es "o value o averageValue, no los dos"
        mend "remove one of the two" / "quita uno de los dos"
    }
    ScalePolicies = "HPA-POLICIES" {
        en "must specify at least one Policy"
        es "tiene que haber al menos una política"
        mend "remove policies to have the usual ones" / "quita policies para tener las de siempre"
    }
    ScaleWindowNegative = "HPA-WINDOW-NEGATIVE" {
        en "must be greater than or equal to zero"
        es "no puede ser negativo"
        mend "write a number from 0 up" / "pon un número de 0 en adelante"
    }
    ScaleTooLong = "HPA-TOO-LONG" {
        en "must be less than or equal to {}"
        es "como mucho {} segundos"
        mend "write at most {}" / "pon como mucho {}"
    }
    ScaleZero = "HPA-ZERO" {
        en "must be greater than zero"
        es "tiene que ser mayor que 0"
        mend "write a number from 1 up" / "pon un número de 1 en adelante"
    }
    MoreThanZero = "POSITIVE" {
        en "must be greater than 0"
        es "tiene que ser mayor que 0"
        mend "write a number from 1 up" / "pon un número de 1 en adelante"
    }
    BudgetBoth = "PDB-BOTH" {
        en "minAvailable and maxUnavailable cannot be both set"
        es "o minAvailable o maxUnavailable, no los dos"
        mend "remove maxUnavailable, or minAvailable" / "quita maxUnavailable, o minAvailable"
    }
    DeadlineOf = "POD-DEADLINE-OF" {
        en "activeDeadlineSeconds in {} is not Supported"
        es "los pods de un {} no tienen plazo"
        mend "remove it" / "quítalo"
    }
    OnDeleteRolling = "STS-ON-DELETE" {
        en "only allowed for updateStrategy 'RollingUpdate'"
        es "solo vale con type: RollingUpdate"
        mend "remove rollingUpdate" / "quita rollingUpdate"
    }
    CannotBeZero = "NOT-ZERO" {
        en "cannot be 0"
        es "no puede ser 0"
        mend "write 1 or more" / "pon 1 o más"
    }
    SurgeBoth = "DS-SURGE-BOTH" {
        en "may not be set when maxUnavailable is non-zero"
        es "solo vale con maxUnavailable: 0, y si no se escribe es 1"
        mend "add maxUnavailable: 0" / "añade maxUnavailable: 0"
    }
    SurgeNone = "DS-SURGE-NONE" {
        en "cannot be 0 when maxSurge is 0"
        es "si maxSurge también es 0 no se podría cambiar ningún pod"
        mend "let one of them be 1" / "deja que uno de los dos sea 1"
    }
    JobCompletions = "JOB-COMPLETIONS" {
        en "when completion mode is Indexed"
        es "con completionMode: Indexed hay que decir cuántos"
        mend "add completions" / "añade completions"
    }
    JobSelector = "JOB-SELECTOR" {
        en "`selector` not auto-generated"
        es "el selector de un Job lo pone el servidor"
        mend "remove selector" / "quita selector"
    }
    JobFailurePolicy = "JOB-FAILURE-POLICY" {
        en "only \"Never\" is supported when podFailurePolicy is specified"
        es "con podFailurePolicy tiene que ser Never"
        mend "write restartPolicy: Never" / "escribe restartPolicy: Never"
    }
    CronSchedule = "CRON-SCHEDULE" {
        en "{}"
        es "no es un horario de cron: {}"
        mend "five fields: minute hour day month weekday, such as */5 * * * *" / "cinco campos: minuto hora día mes día de la semana, como */5 * * * *"
    }
    CronScheduleZone = "CRON-SCHEDULE-ZONE" {
        en "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        es "la zona horaria va en timeZone"
        mend "move it to timeZone" / "llévala a timeZone"
    }
    CronZoneEmpty = "CRON-ZONE-EMPTY" {
        en "must not be empty string"
        es "no puede estar vacía"
        mend "remove it, or write a zone such as Europe/Madrid" / "quítala, o escribe una como Europe/Madrid"
    }
    CronZoneLocal = "CRON-ZONE-LOCAL" {
        en "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        es "hay que decir qué zona es"
        mend "for example Europe/Madrid" / "por ejemplo Europe/Madrid"
    }
    CronZoneUnknown = "CRON-ZONE-UNKNOWN" {
        en "unknown time zone {}"
        es "no hay ninguna zona horaria {}"
        mend "for example Europe/Madrid, or Etc/UTC" / "por ejemplo Europe/Madrid, o Etc/UTC"
    }
    ClaimModes = "PVC-MODES" {
        en "at least 1 access mode is required"
        es "hay que decir cómo se usa"
        mend "add accessModes: [ReadWriteOnce]" / "añade accessModes: [ReadWriteOnce]"
    }
    VolumeModes = "PV-MODES" {
        en ""
        es "hay que decir cómo se usa"
        mend "add accessModes: [ReadWriteOnce]" / "añade accessModes: [ReadWriteOnce]"
    }
    OncePodAlone = "PV-ONCE-POD-ALONE" {
        en "may not use ReadWriteOncePod with other access modes"
        es "ReadWriteOncePod va solo"
        mend "keep one of them" / "deja uno"
    }
    ClaimSize = "PVC-SIZE" {
        en ""
        es "hay que decir cuánto se pide, en resources.requests.storage"
        mend "add resources: {requests: {storage: 1Gi}}" / "añade resources: {requests: {storage: 1Gi}}"
    }
    StorageSize = "STORAGE-SIZE" {
        en "must be greater than zero"
        es "tiene que ser mayor que cero"
        mend "for example 1Gi" / "por ejemplo 1Gi"
    }
    VolumeCapacity = "PV-CAPACITY" {
        en ""
        es "hay que decir cuánto cabe"
        mend "add capacity: {storage: 1Gi}" / "añade capacity: {storage: 1Gi}"
    }
    VolumeSourceNone = "PV-SOURCE-NONE" {
        en "must specify a volume type"
        es "hay que decir dónde está: hostPath, nfs, csi…"
        mend "add hostPath: {path: /data}" / "añade hostPath: {path: /data}"
    }
    VolumeSourceMany = "VOLUME-SOURCE-MANY" {
        en "may not specify more than 1 volume type"
        es "un volumen es de un solo tipo"
        mend "remove all but one" / "deja solo uno"
    }
    VolumeLocalAffinity = "PV-LOCAL-AFFINITY" {
        en "Local volume requires node affinity"
        es "un volumen local necesita saber en qué nodo está"
        mend "add nodeAffinity" / "añade nodeAffinity"
    }
    VolumeBackSteps = "PATH-BACKSTEPS" {
        en "must not contain '..'"
        es "no puede contener '..'"
        mend "write the whole path" / "escribe el camino entero"
    }
    MustBeAbsolute = "PATH-ABSOLUTE" {
        en "must be an absolute path"
        es "tiene que empezar por /"
        mend "put a / before it" / "pon una / delante"
    }
    RoleVerbs = "ROLE-VERBS" {
        en "verbs must contain at least one value"
        es "hay que decir qué se puede hacer"
        mend "add verbs: [get, list]" / "añade verbs: [get, list]"
    }
    RoleGroups = "ROLE-GROUPS" {
        en "resource rules must supply at least one api group"
        es "hay que decir de qué grupo son los recursos; el de v1 es \"\""
        mend "add apiGroups: [\"\"]" / "añade apiGroups: [\"\"]"
    }
    RoleResources = "ROLE-RESOURCES" {
        en "resource rules must supply at least one resource"
        es "hay que decir sobre qué recursos"
        mend "add resources: [pods]" / "añade resources: [pods]"
    }
    RoleUrls = "ROLE-URLS" {
        en "namespaced rules cannot apply to non-resource URLs"
        es "un Role es de un namespace, y las direcciones no son de ninguno"
        mend "make it a ClusterRole" / "haz un ClusterRole"
    }
    RoleBoth = "ROLE-BOTH" {
        en "rules cannot apply to both regular resources and non-resource URLs"
        es "o recursos o direcciones, no los dos en la misma regla"
        mend "make two rules of it" / "haz dos reglas"
    }
    SubjectNamespace = "SUBJECT-NAMESPACE" {
        en ""
        es "una ServiceAccount es de un namespace: hay que decir de cuál"
        mend "add namespace" / "añade namespace"
    }
    SecretKey = "SECRET-KEY" {
        en ""
        es "un Secret de este tipo la necesita"
        mend "add {}" / "añade {}"
    }
    SecretAccount = "SECRET-ACCOUNT" {
        en ""
        es "hay que decir de qué ServiceAccount es"
        mend "add the annotation" / "añade la anotación"
    }
    SubsetEmpty = "ENDPOINTS-EMPTY" {
        en "must specify `addresses` or `notReadyAddresses`"
        es "tiene que haber direcciones en addresses o en notReadyAddresses"
        mend "add addresses: [{ip: 10.0.0.1}]" / "añade addresses: [{ip: 10.0.0.1}]"
    }
    ClassNamespaceMissing = "INGRESS-CLASS-NAMESPACE-MISSING" {
        en "`parameters.scope` is set to 'Namespace'"
        es "con scope: Namespace hay que decir cuál"
        mend "add namespace" / "añade namespace"
    }
    ClassNamespace = "INGRESS-CLASS-NAMESPACE" {
        en "`parameters.scope` is set to 'Cluster'"
        es "con scope: Cluster no hay namespace"
        mend "remove namespace" / "quita namespace"
    }
    RouteHost = "ROUTE-HOST" {
        en "host must conform to DNS 952 naming conventions"
        es "no tiene la forma de un nombre de DNS"
        mend "for example www.example.com" / "por ejemplo www.ejemplo.com"
    }
    RoutePath = "ROUTE-PATH" {
        en "path must begin with /"
        es "tiene que empezar por /"
        mend "put a / before it" / "pon una / delante"
    }
    RoutePassthroughPath = "ROUTE-PASSTHROUGH-PATH" {
        en "passthrough termination does not support paths"
        es "con passthrough el router no ve el camino: va cifrado"
        mend "remove path, or let the termination be edge" / "quita path, o termina en edge"
    }
    RoutePassthroughCertificate = "ROUTE-PASSTHROUGH-CERTIFICATE" {
        en "passthrough termination does not support certificates"
        es "con passthrough el certificado es el de la aplicación"
        mend "remove it" / "quítalo"
    }
    RouteEdgeDestination = "ROUTE-EDGE-DESTINATION" {
        en "edge termination does not support destination certificates"
        es "con edge no hay TLS hasta el pod: sobra"
        mend "remove it, or let the termination be reencrypt" / "quítalo, o termina en reencrypt"
    }
    RouteInsecure = "ROUTE-INSECURE" {
        en "invalid value for InsecureEdgeTerminationPolicy option, acceptable values are None, Redirect, or empty"
        es "con passthrough solo puede ser None o Redirect"
        mend "write None or Redirect" / "escribe None o Redirect"
    }
    RouteWildcardHost = "ROUTE-WILDCARD-HOST" {
        en "host name not specified for wildcard policy"
        es "con wildcardPolicy: Subdomain hay que dar un host"
        mend "add host" / "añade host"
    }
    RouteTargetPort = "ROUTE-TARGET-PORT" {
        en ""
        es "hay que decir qué puerto"
        mend "write the port's name or number" / "escribe el nombre o el número del puerto"
    }
    } };
}

pub(super) use other_kinds;
