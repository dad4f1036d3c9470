//! What programs do, in words.

use super::Entry;

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: "APP-BEGIN",
        es: "Alguien escribe {url} y pulsa Intro. Empieza el viaje.",
        en: "Somebody types {url} and presses Enter. The journey begins.",
    },
    Entry { code: "APP-RECEIVE", es: "{program} recibe {what}.", en: "{program} receives {what}." },
    Entry {
        code: "APP-NEED",
        es: "Para contestar necesita su {role}: llamará a {target}. {because}",
        en: "To answer it needs its {role}: it will call {target}. {because}",
    },
    Entry {
        code: "APP-NEED-OTHER",
        es: "Para contestar, {program} necesita a {role}: llamará a {target}. {because}",
        en: "To answer, {program} needs {role}: it will call {target}. {because}",
    },
    Entry { code: "APP-GOT", es: "Ya tiene lo que pidió a su {role}.", en: "It has what it asked of its {role}." },
    Entry {
        code: "APP-GOT-OTHER",
        es: "{program} ya tiene lo que pidió a {role}.",
        en: "{program} has what it asked of {role}.",
    },
    Entry {
        code: "APP-GOT-ERROR",
        es: "{role} ha contestado {status}, y eso a {program} no le vale.",
        en: "{role} answered {status}, and that is of no use to {program}.",
    },
    Entry {
        code: "APP-LACKS",
        es: "No ha conseguido hablar con su {role} en {target}. {because}",
        en: "It could not talk to its {role} at {target}. {because}",
    },
    Entry {
        code: "APP-LACKS-OTHER",
        es: "{program} no ha conseguido hablar con {role} en {target}. {because}",
        en: "{program} could not talk to {role} at {target}. {because}",
    },
    Entry {
        code: "APP-RETRY",
        es: "{program} vuelve a intentarlo con {role}: intento {attempt} de {of}. Este [reintento](term:retry) es cosa de la propia app, no de la malla. {because}",
        en: "{program} tries {role} again: attempt {attempt} of {of}. This [retry](term:retry) is the app's own doing, not the mesh's. {because}",
    },
    Entry {
        code: "APP-PAUSE",
        es: "{program} se toma {seconds} s antes de seguir.",
        en: "{program} takes {seconds} s before it goes on.",
    },
    Entry { code: "APP-ANSWER", es: "{program} contesta {status} {what}.", en: "{program} answers {status} {what}." },
    Entry {
        code: "APP-FINISH",
        es: "Respuesta recibida: {status}. Fin del viaje.",
        en: "Answer received: {status}. The end of the journey.",
    },
    Entry {
        code: "APP-GIVE-UP",
        es: "Se cansa de esperar ({seconds} s) y se rinde.",
        en: "It is tired of waiting ({seconds} s) and gives up.",
    },
    Entry {
        code: "APP-GIVE-UP-SERVER",
        es: "{program} no espera más de {seconds} s y cuelga. Quien tarda no se entera: sigue con lo suyo y contestará al aire. {because}",
        en: "{program} waits no longer than {seconds} s and hangs up. The slow one does not notice: it goes on and will answer nobody. {because}",
    },
];
