//! The catalogue: one line a word, Spanish and English.

use malla_trace::Lang;

/// Declares the words: an enum of their names and the function that says them.
macro_rules! texts {
    ($($key:ident: $es:literal, $en:literal;)*) => {
        /// A word of the page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "every word explains itself on its line of the catalogue")]
        pub enum T { $($key),* }

        impl T {
            /// Every word.
            pub const ALL: &'static [Self] = &[$(Self::$key),*];
        }

        /// A word in that language.
        #[must_use]
        pub const fn t(lang: Lang, word: T) -> &'static str {
            match (lang, word) {
                $((Lang::Es, T::$key) => $es, (Lang::En, T::$key) => $en,)*
            }
        }
    };
}

texts! {
    // The frame.
    Tagline: "una red de Kubernetes que se deja mirar", "a Kubernetes network you can watch";
    ChooseLesson: "Elegir lección", "Choose a lesson";
    Language: "Idioma", "Language";
    OtherLanguage: "Read this in English", "Leer en español";
    ThemeDark: "Tema oscuro", "Dark theme";
    ThemeLight: "Tema claro", "Light theme";
    Help: "Ayuda", "Help";
    Close: "Cerrar", "Close";
    Cancel: "Cancelar", "Cancel";
    Panels: "Paneles", "Panels";
    ResizeLesson: "Ancho de la lección", "Width of the lesson";
    ResizeEditor: "Ancho del editor", "Width of the editor";
    ResizeBand: "Altura de la banda inferior", "Height of the lower band";
    ResizeHops: "Ancho de la lista de pasos", "Width of the list of hops";
    ResizeRules: "Ancho de las reglas", "Width of the rules";
    TabLesson: "Lección", "Lesson";
    TabStage: "Escena", "Stage";
    TabHops: "Pasos", "Hops";
    TabWhy: "Porqué", "Why";
    TabRules: "Reglas", "Rules";
    TabProxy: "Proxy", "Proxy";
    TabEditor: "Editor", "Editor";

    // The lesson.
    Goals: "Objetivos", "Goals";
    GoalMet: "conseguido", "met";
    GoalOpen: "pendiente", "open";
    Hint: "Pista", "Hint";
    ShowHint: "Dame una pista", "Give me a hint";
    TermsTaught: "Palabras de esta lección", "Words of this lesson";
    StepOf: "Paso", "Step";
    StepDone: "¡Hecho! Este paso está conseguido.", "Done! This step is met.";
    NextStep: "Siguiente paso", "Next step";
    LessonDone: "¡Conseguido! Todos los objetivos se cumplen.", "Done! Every goal is met.";
    NextLesson: "Siguiente lección", "Next lesson";
    StartAgain: "Empezar de nuevo", "Start again";
    StartAgainAsk: "¿Volver a los manifiestos del principio? Se pierde lo que has escrito en esta lección.", "Go back to the manifests of the beginning? What you wrote in this lesson is lost.";
    ShowSolution: "Ver la solución", "Show the solution";
    ShowSolutionAsk: "¿Cambiar tus manifiestos por los de la solución? Se pierde lo que has escrito en esta lección.", "Replace your manifests with the solution's? What you wrote in this lesson is lost.";

    // The stage.
    Stage: "Escena", "Stage";
    StageOf: "Dibujo de la red: máquinas, nodos, pods y servicios", "Drawing of the network: machines, nodes, pods and Services";
    ServicesBand: "Servicios: no son programas, son reglas en cada nodo", "Services: not programs, rules in every node";
    PendingBand: "Pods sin nodo", "Pods without a node";
    Netfilter: "netfilter", "netfilter";
    Rules: "reglas", "rules";
    Stale: "El texto tiene errores: lo que ves es el último clúster bueno.", "The text has errors: what you see is the last good cluster.";
    StaleShow: "Ver el primer error", "Show the first error";
    PacketFrom: "de", "from";
    PacketTo: "a", "to";
    PlainLink: "sin cifrar: se puede leer", "not encrypted: it can be read";
    Addresses: "Direcciones", "Addresses";
    DeletePod: "Borrar este pod", "Delete this pod";
    ShowManifest: "Ver el manifiesto", "Show the manifest";
    ShowRules: "Ver sus reglas", "Show its rules";
    SendFromHere: "Pedir desde aquí", "Send from here";
    Legend: "Colores", "Colours";
    LegendRequest: "petición", "request";
    LegendReply: "respuesta", "reply";
    LegendRewrite: "reescritura (NAT)", "rewrite (NAT)";
    LegendRefusal: "rechazo", "refusal";
    LegendClosed: "mTLS", "mTLS";
    LegendOpen: "sin cifrar", "not encrypted";
    LegendVirtual: "solo una regla o un nombre", "only a rule or a name";

    // The probe.
    Probe: "Petición", "Request";
    ProbeFrom: "Desde", "From";
    Method: "Método", "Method";
    Url: "URL", "URL";
    Headers: "Cabeceras", "Headers";
    RequestOptions: "Método y cabeceras", "Method and headers";
    HeadersHow: "Una por línea: nombre: valor", "One a line: name: value";
    Send: "Enviar", "Send";
    SendAgain: "Enviar otra vez", "Send again";
    OtherLuck: "Con otra suerte", "With other luck";
    UrlScheme: "Solo http:// o tcp://", "Only http:// or tcp://";
    UrlHost: "Falta el nombre o la dirección", "The host is missing";
    UrlPort: "Ese puerto no es un puerto", "That port is no port";
    HeaderBad: "Una cabecera es «nombre: valor»", "A header is \u{201c}name: value\u{201d}";
    ResetProbe: "La petición de la lección", "The lesson's request";
    Verdict: "Cómo acabó", "How it ended";
    WhereItFailed: "Ir al paso que lo decidió", "Go to the step that decided";

    // The timeline.
    Timeline: "Línea de tiempo", "Timeline";
    Play: "Reproducir", "Play";
    Pause: "Pausa", "Pause";
    StepBack: "Un paso atrás", "One step back";
    StepOn: "Un paso adelante", "One step on";
    ToStart: "Al principio", "To the start";
    ToEnd: "Al final", "To the end";
    Speed: "Velocidad", "Speed";
    CallBack: "A la llamada anterior", "To the call before";
    CallOn: "A la llamada siguiente", "To the next call";
    Detail: "Cuánto se cuenta", "How closely it is told";
    DetailCalls: "Llamadas", "Calls";
    DetailStory: "Paso a paso", "Step by step";
    DetailEvery: "Cada paquete", "Every packet";
    Position: "Momento de la historia", "Moment of the story";
    Of: "de", "of";

    // The list of hops.
    Hops: "Paso a paso", "Hop by hop";
    Resumed: "sigue", "goes on";
    NoStory: "Todavía no se ha enviado nada.", "Nothing has been sent yet.";

    // The inspector.
    Inspector: "Qué pasa y por qué", "What happens and why";
    Inside: "Dentro de esta máquina", "Inside this machine";
    Packet: "Paquete", "Packet";
    Before: "antes", "before";
    After: "después", "after";
    Unchanged: "igual", "same";
    Considered: "Se miraron antes y no encajaron", "Looked at before and did not match";
    CauseChain: "De dónde sale esto", "Where this comes from";
    DnsQuestion: "Pregunta DNS", "DNS question";
    DnsAnswer: "Respuesta DNS", "DNS answer";
    HttpRequest: "Petición HTTP", "HTTP request";
    HttpResponse: "Respuesta HTTP", "HTTP response";
    Draw: "Azar", "Chance";
    OtherBranch: "Tomar la otra rama", "Take the other branch";
    ReleaseDraws: "Que decida el azar", "Let chance decide";
    DrawOf: "salió", "came out as";
    LinkSecurity: "Cómo va protegida la conexión", "How the connection is secured";
    PlainLinkLong: "Sin cifrar: quien lleve los paquetes los puede leer, y nadie ha dicho quién es.", "Not encrypted: whoever carries the packets can read them, and nobody has said who they are.";
    MutualTls: "cifrada, y los dos extremos enseñan su certificado.", "encrypted, and both ends show their certificate.";
    OneSidedTls: "cifrada; solo quien contesta enseña su certificado.", "encrypted; only the one who answers shows a certificate.";
    Opener: "quien llama", "who calls";
    Answerer: "quien contesta", "who answers";
    ServerName: "SNI", "SNI";

    // The rules.
    SearchRules: "Buscar en las reglas", "Search the rules";
    NoRules: "Ninguna regla contiene eso.", "No rule contains that.";
    Policy: "política", "policy";
    ShowLine: "Ver la línea del manifiesto", "Show the manifest line";
    Chains: "cadenas", "chains";
    AllServices: "Todas las reglas", "All rules";
    ServiceToShow: "De qué Service", "Of which Service";
    FormOfService: "Cómo se ve el Service", "How the Service is shown";
    AsRules: "Como reglas", "As rules";
    AsPicture: "Como dibujo", "As a picture";
    FoldAll: "Plegar todo", "Fold all";
    UnfoldAll: "Desplegar todo", "Unfold all";
    CountedHere: "paquetes de esta petición que encajaron aquí", "packets of this request that matched here";
    NoServiceRules: "Este Service no tiene ninguna regla aquí: no hay dirección virtual que atrapar.", "This Service has no rule here: there is no virtual address to catch.";
    SeeRules: "Ver sus reglas", "See its rules";

    // A Service as a picture.
    PictureOf: "Dibujo del Service", "Picture of the Service";
    OnlyARule: "no es de ninguna máquina. Es solo una regla de", "belongs to no machine. It is only a rule of";
    PictureDoors: "Por dónde se entra", "Ways in";
    NoRuleLeads: "Ninguna regla lleva aquí", "No rule leads here";
    AllOthers: "los demás", "all others";
    Everybody: "todos", "everybody";
    WhoFrom: "desde", "from";
    WhoOutside: "desde fuera de", "from outside";
    WhoThisNode: "el propio nodo", "the node itself";
    NotLetIn: "los demás", "the rest";
    PoolAll: "todos los endpoints", "all endpoints";
    PoolLocal: "solo los de este nodo", "this node's only";
    Affinity: "afinidad", "affinity";
    MoreEndpoints: "endpoints más", "endpoints more";
    LeftOutNotReady: "no está listo", "not ready";
    LeftOutTerminating: "se está apagando", "terminating";
    LeftOutElsewhere: "la política lo deja fuera", "left out by policy";
    NodeToShow: "De quién son las reglas", "Whose rules";
    FollowPacket: "Sigue:", "Follow:";

    // A proxy's configuration.
    ProxyToShow: "De quién es el proxy", "Whose proxy";
    SearchProxy: "Buscar en el proxy", "Search the proxy";
    NoProxy: "Aquí no hay ningún proxy: la petición no pasa por ninguno en este paso.", "No proxy here: the request passes none in this step.";
    RouteTables: "Tablas de rutas", "Route tables";
    Listeners: "Listeners", "Listeners";
    Clusters: "Clusters y endpoints", "Clusters and endpoints";
    Domains: "Para: ", "For: ";
    RouteMatches: "esta", "this one";
    Retries: "reintentos", "retries";
    HandedOver: "sin socket propio: virtualOutbound le pasa las conexiones", "no socket of its own: virtualOutbound hands it connections";
    PlainText: "sin cifrar", "plain";
    ShowProxyOf: "Ver su proxy", "Show its proxy";

    // Many requests.
    SendMany: "Enviar muchas veces", "Send many times";
    HowMany: "Cuántas peticiones", "How many requests";
    ManyTitle: "Qué pasó con las peticiones", "What came of the requests";
    ManyRunning: "enviando…", "sending…";
    ManyStale: "El clúster ha cambiado desde entonces.", "The cluster has changed since.";
    OneOfMany: "‹ La n.º {n} de {all}", "‹ No. {n} of {all}";
    OpenOne: "Ver la n.º {n}", "See no. {n}";
    Seed: "semilla", "seed";
    HowTheyEnded: "Cómo acabaron", "How they ended";
    SplitBy: "Reparto que hizo el proxy de", "Split made by the proxy of";
    WhoAnswered: "Quién contestó", "Who answered";
    Branch: "Rama", "Branch";
    Written: "Escrito", "Written";
    CameOut: "Salió", "Came out";
    Nobody: "nadie", "nobody";
    Calls: "llamadas", "calls";

    // The editor.
    Editor: "Manifiestos", "Manifests";
    EditorLabel: "Editor de manifiestos YAML", "YAML manifest editor";
    Files: "Ficheros", "Files";
    Problems: "Problemas", "Problems";
    NoProblems: "Sin problemas", "No problems";
    EditorTools: "Herramientas del editor", "Editor tools";
    ToolRules: "Reglas", "Its rules";
    ToolDefinition: "Definición", "Definition";
    ToolOutline: "Esquema", "Outline";
    ToolFormat: "Formato", "Format";
    GoToDefinition: "Ir a la definición (F12, Ctrl+clic)", "Go to the definition (F12, Ctrl+click)";
    ShowOutline: "Objetos de este fichero", "Objects of this file";
    FormatDocument: "Dar formato (Mayús+Alt+F)", "Format the document (Shift+Alt+F)";
    SeveralPlaces: "Puede ser cualquiera de estos sitios", "It may be any of these places";
    NoOutline: "Aquí no hay ningún objeto.", "There is no object here.";
    NoDefinition: "Aquí no se nombra nada que esté escrito en tus ficheros.", "Nothing is named here that is written in your files.";
    Formatted: "Formato dado.", "Formatted.";
    FormattedAlready: "Ya tenía buen formato.", "It was in order already.";
    CannotFormatLine: "No se puede dar formato: no se entiende la línea", "Cannot format: nobody can read line";
    CannotFormat: "No se puede dar formato sin cambiar lo que significa.", "Cannot format without changing what it means.";
    Recreate: "Borrar y crear de nuevo (kubectl replace --force)", "Delete and create anew (kubectl replace --force)";
    NoMend: "En esta línea no hay nada que sepa arreglar.", "There is nothing on this line that can be mended.";
    FieldRequired: "obligatorio", "required";
    FieldDefault: "si no se escribe:", "when not written:";
    FieldWords: "valores:", "values:";
    AtLeast: "como mínimo", "at least";
    AtMost: "como máximo", "at most";
    HelpEditor: "En el editor", "In the editor";
    HelpComplete: "completar", "complete";
    HelpDefinition: "ir a la definición", "go to the definition";
    HelpFormat: "dar formato", "format";
    HelpMend: "arreglar lo que está mal en la línea", "mend what is wrong on the line";
    EditorKeys: "Esc y después Tab salen del editor.", "Esc and then Tab leave the editor.";

    // The glossary and help.
    Glossary: "Glosario", "Glossary";
    NoTerm: "El glosario no tiene esa palabra.", "The glossary does not have that word.";
    HelpKeys: "Teclas", "Keys";
    HelpIdea: "Cambia los manifiestos, envía una petición y mira cómo viaja. Cada paso dice por qué, y cita la línea que lo causó.", "Change the manifests, send a request and watch it travel. Every step says why, and cites the line that caused it.";
    HelpSpace: "reproducir o parar", "play or pause";
    HelpArrows: "un paso atrás o adelante", "one step back or on";
    HelpCalls: "una llamada atrás o adelante", "one call back or on";
    HelpShiftArrows: "una conversación atrás o adelante", "one conversation back or on";
    HelpHomeEnd: "al principio o al final", "to the start or the end";
    HelpQuestion: "esta ayuda", "this help";
    HelpLedger: "Lo que está simplificado está escrito en el README del proyecto.", "What is simplified is written in the project's README.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_said_in_both_languages_and_differs_where_it_should() {
        let same = ["netfilter", "URL", "Editor", "Proxy", "Listeners", "SNI", "mTLS"];
        for word in T::ALL {
            let (es, en) = (t(Lang::Es, *word), t(Lang::En, *word));
            assert!(!es.trim().is_empty() && !en.trim().is_empty(), "{word:?}");
            assert!(es != en || same.contains(&es), "{word:?} is not translated: {es}");
        }
    }
}
