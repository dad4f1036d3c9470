//! HTTP routes of a VirtualService: what excludes what, and every action's own rules.

super::laws! {
    ROOT_REDIRECT "VS-ROOT-REDIRECT" Webhook
        "root HTTP route {} must not specify redirect" / "una ruta que delega no lleva redirect"
        => "keep delegate or redirect" / "deja delegate o redirect";
    ROOT_ROUTE "VS-ROOT-ROUTE" Webhook
        "root HTTP route {} must not specify route" / "una ruta que delega no lleva route"
        => "keep delegate or route" / "deja delegate o route";
    DELEGATE_DELEGATE "VS-DELEGATE-TWICE" Webhook
        "delegate HTTP route cannot contain delegate" / "un delegado no delega otra vez"
        => "add hosts, or write the route here" / "añade hosts, o escribe aquí la ruta";
    HTTP_BOTH "VS-HTTP-BOTH" Webhook
        "HTTP route cannot contain both {}" / "una ruta no puede llevar las dos cosas: {}"
        => "keep one of the two" / "deja una de las dos";
    HTTP_RULE_BOTH "VS-HTTP-RULE-BOTH" Webhook
        "HTTP route rule cannot contain both {}" / "una ruta no puede llevar las dos cosas: {}"
        => "keep one of the two" / "deja una de las dos";
    HTTP_NOTHING "VS-HTTP-NOTHING" Webhook
        "HTTP route, redirect or direct_response is required" / "la ruta no dice qué hacer: falta route, redirect o directResponse"
        => "add route with a destination" / "añade route con un destination";
    HEADER_EMPTY "VS-HEADER-EMPTY" Webhook
        "header name cannot be empty" / "el nombre de una cabecera no puede estar vacío"
        => "write the header's name" / "escribe el nombre de la cabecera";
    HEADER_NAME "VS-HEADER-NAME" Webhook
        "header name {} is not a valid header name" / "{} no es el nombre de una cabecera"
        => "use letters, digits and hyphens" / "usa letras, cifras y guiones";
    HEADER_COLON "VS-HEADER-COLON" Webhook
        "invalid header \"{}\": header cannot have \":\" prefix" / "la cabecera \"{}\" no se puede cambiar: empieza por dos puntos"
        => "only :authority may be set" / "solo :authority se puede cambiar";
    HEADER_HOST "VS-HEADER-HOST" Webhook
        "invalid header \"{}\": cannot set Host header" / "la cabecera \"{}\" no se puede cambiar aquí"
        => "use rewrite.authority" / "usa rewrite.authority";
    HEADER_VALUE "VS-HEADER-VALUE" Webhook
        "header value configuration: invalid header configuration. {}" / "el valor de la cabecera no vale: {}"
        => "a percent sign is %%" / "un signo de porcentaje es %%";
    HEADER_NULL "VS-HEADER-NULL" Webhook
        "header match {} cannot be null" / "la condición sobre {} está vacía"
        => "write exact, prefix or regex" / "escribe exact, prefix o regex";
    AUTHORITY_TWICE "VS-AUTHORITY-TWICE" Webhook
        "authority header cannot be set multiple times: have {}" / "el host se cambia dos veces: {}"
        => "keep one of the two" / "deja uno de los dos";
    MIRROR_PERCENT "VS-MIRROR-PERCENT" Webhook
        "mirror_percent must have a max value of 100 (it has {})" / "{} no es un porcentaje: como mucho 100"
        => "write a number from 0 to 100" / "pon un número de 0 a 100";
    MIRROR_PERCENT_OLD "VS-MIRROR-PERCENT-OLD" Adviser
        "using deprecated setting \"mirrorPercent\", use \"mirrorPercentage\" instead" / "mirrorPercent es la forma antigua"
        => "write mirrorPercentage: {value: 5}" / "escribe mirrorPercentage: {value: 5}";
    MIRROR_PERCENTAGE "VS-MIRROR-PERCENTAGE" Webhook
        "mirror percentage must have a value from 0 to 100 (it has {})" / "{} no es un porcentaje: va de 0 a 100"
        => "write a number from 0 to 100" / "pon un número de 0 a 100";
    MIRROR_DESTINATION "VS-MIRROR-DESTINATION" Webhook
        "destination is required for mirrors" / "falta a quién se manda la copia"
        => "add destination with host" / "añade destination con host";
    FAULT_EMPTY "VS-FAULT-EMPTY" Webhook
        "HTTP fault injection must have an abort and/or a delay" / "el fallo no dice cuál: falta delay o abort"
        => "add delay or abort" / "añade delay o abort";
    PERCENTAGE "VS-PERCENTAGE" Webhook
        "percentage {} is neither 0.0, nor in range [0.0001, 100.0]" / "{} no es un porcentaje: 0, o de 0.0001 a 100"
        => "write a number from 0 to 100" / "pon un número de 0 a 100";
    ABORT_HTTP2 "VS-ABORT-HTTP2" Webhook
        "HTTP/2 abort fault injection not supported yet" / "los errores de HTTP/2 aún no se pueden provocar"
        => "use httpStatus or grpcStatus" / "usa httpStatus o grpcStatus";
    ABORT_KIND "VS-ABORT-KIND" Adviser
        "abort configured, but error type not set" / "hay abort, pero no dice con qué error"
        => "add httpStatus" / "añade httpStatus";
    HTTP_STATUS "VS-HTTP-STATUS" Webhook
        "HTTP status {} is not in range 200-599" / "{} no es un estado de HTTP entre 200 y 599"
        => "for example 500" / "por ejemplo 500";
    GRPC_STATUS "VS-GRPC-STATUS" Webhook
        "gRPC status \"{}\" is not supported. See https://github.com/grpc/grpc/blob/master/doc/statuscodes.md" / "\"{}\" no es un estado de gRPC"
        => "for example UNAVAILABLE" / "por ejemplo UNAVAILABLE";
    DELAY_EXPONENTIAL "VS-DELAY-EXPONENTIAL" Webhook
        "exponentialDelay not supported yet" / "exponentialDelay aún no está hecho"
        => "use fixedDelay" / "usa fixedDelay";
    REDIRECT_BOTH "VS-REDIRECT-BOTH" Webhook
        "redirect may only specify one of uri or prefix_rewrite" / "o uri o prefixRewrite, no los dos"
        => "keep one of the two" / "deja uno de los dos";
    REDIRECT_PREFIX "VS-REDIRECT-PREFIX" Webhook
        "redirect prefix_rewrite requires all URI matches to use prefix match type" / "prefixRewrite solo vale si todas las condiciones sobre uri son prefix"
        => "match uri by prefix" / "compara uri con prefix";
    REDIRECT_EMPTY "VS-REDIRECT-EMPTY" Webhook
        "redirect must specify URI, authority, scheme, or port" / "el redirect no dice adónde"
        => "add uri or authority" / "añade uri o authority";
    REDIRECT_CODE "VS-REDIRECT-CODE" Webhook
        "{} is not a valid redirect code, must be 3xx" / "{} no es un estado de redirección: tiene que ser 3xx"
        => "use 301, 302, 303, 307 or 308" / "usa 301, 302, 303, 307 o 308";
    REDIRECT_SCHEME "VS-REDIRECT-SCHEME" Webhook
        "invalid redirect scheme, must be \"http\" or \"https\"" / "el esquema tiene que ser http o https"
        => "write http or https" / "escribe http o https";
    RESPONSE_HUGE "VS-RESPONSE-HUGE" Webhook
        "large direct_responses may impact control plane performance, must be less than 1MB" / "la respuesta pasa de 1 MB"
        => "serve it from a program" / "sírvela desde un programa";
    RESPONSE_LARGE "VS-RESPONSE-LARGE" Adviser
        "large direct_responses may impact control plane performance" / "una respuesta tan grande pesa en todos los proxies"
        => "serve it from a program" / "sírvela desde un programa";
    RETRY_NEGATIVE "VS-RETRY-NEGATIVE" Webhook
        "attempts cannot be negative" / "los intentos no pueden ser negativos"
        => "write 0 to turn retries off" / "escribe 0 para no reintentar";
    RETRY_OFF "VS-RETRY-OFF" Webhook
        "http retry policy configured when attempts are set to 0 (disabled)" / "con attempts 0 no se reintenta, y lo demás sobra"
        => "write attempts: 2, or remove the rest" / "escribe attempts: 2, o quita lo demás";
    RETRY_ON "VS-RETRY-ON" Webhook
        "\"{}\" is not a valid retryOn policy" / "\"{}\" no es un motivo para reintentar"
        => "for example 5xx, connect-failure, reset or 503" / "por ejemplo 5xx, connect-failure, reset o 503";
    REWRITE_BOTH "VS-REWRITE-BOTH" Webhook
        "rewrite may only contain one of URI or UriRegexRewrite" / "o uri o uriRegexRewrite, no los dos"
        => "keep one of the two" / "deja uno de los dos";
    REWRITE_EMPTY "VS-REWRITE-EMPTY" Webhook
        "rewrite must specify at least one of URI, UriRegexRewrite, or authority. Only one of URI or UriRegexRewrite may be specified" / "el rewrite no cambia nada"
        => "add uri or authority" / "añade uri o authority";
    REWRITE_REGEX "VS-REWRITE-REGEX" Webhook
        "UriRegexRewrite requires both Rewrite and Match fields to be specified" / "uriRegexRewrite necesita match y rewrite"
        => "add match and rewrite" / "añade match y rewrite";
    CORS_ORIGIN "VS-CORS-ORIGIN" Webhook
        "'{}' is not a valid match type for CORS allow origins" / "un origen permitido no puede estar vacío"
        => "write exact: https://example.com" / "escribe exact: https://ejemplo.com";
    CORS_METHOD "VS-CORS-METHOD" Webhook
        "\"{}\" is not a supported HTTP method" / "\"{}\" no es un método de HTTP"
        => "for example GET or POST" / "por ejemplo GET o POST";
    CORS_AGE "VS-CORS-AGE" Webhook
        "max_age duration is accurate only to seconds precision" / "maxAge solo llega a los segundos"
        => "round it to seconds" / "redondéala a segundos";
}
