//! Applications and databases: whoever answers for himself. An application's script is played here: it is asked, asks
//! others one after the other, tries again or does without, and answers.

use super::actor::Actor;
use super::connection::CLOSED;
use super::exchange::{Ask, Progress, Target, Told};
use super::{Journey, app_step};
use crate::fabric::Service;
use crate::program::{Answer, App, Call, Facts, Mood, Page, Question, fill};
use malla_trace::{AppAction, Chance, LegId, Message, Packet, Step, Verdict, VertexId};

/// One second of simulated time.
const SECOND_US: u64 = 1_000_000;

/// An application serving one connection.
#[derive(Clone, Copy)]
pub(super) struct Duty<'a> {
    /// The conversation it serves.
    pub(super) leg: LegId,
    /// Its process.
    pub(super) at: &'a Actor,
    /// The socket it was called at.
    pub(super) service: &'a Service,
    /// What people call it.
    pub(super) name: &'a str,
    /// Its pages.
    pub(super) app: &'a App,
    /// The packet that opened the connection, as it arrived.
    pub(super) seen: &'a Packet,
}

/// A request while its page is being made.
struct Visit {
    /// What templates may say.
    facts: Facts,
    /// What its own calls carry on.
    headers: Vec<(String, String)>,
    /// The request, until a hop has shown it.
    message: Option<Message>,
    /// What happened since the last hop.
    steps: Vec<Step>,
}

/// What came of a call.
enum Heard {
    /// A good answer.
    Good(Told),
    /// An answer, but not a good one.
    Bad(Told),
    /// No answer at all.
    Nothing,
    /// No answer in time.
    Late,
}

impl Duty<'_> {
    fn step(&self, action: AppAction) -> Step {
        app_step(self.name, action, self.service.why)
    }

    /// A request as the templates see it, with nothing done yet.
    fn visit(&self, ask: &Ask) -> Visit {
        let steps = vec![self.step(AppAction::Receive { what: ask.words() })];
        let (facts, headers) = (Facts::new(), vec![]);
        let mut visit = Visit { facts, headers, message: ask.message(), steps };
        if let Ask::Http { authority, path, headers, .. } = ask {
            self.note_request(&mut visit, (authority, path), headers);
        }
        visit
    }

    /// The facts of the request, and the headers that its calls take over.
    fn note_request(&self, visit: &mut Visit, (authority, path): (&str, &str), headers: &[(String, String)]) {
        let header = |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let user = header("cookie").and_then(|cookies| self.app.user(&cookies));
        let carried =
            self.app.forwards.iter().copied().flatten().filter_map(|name| Some(((*name).to_owned(), header(name)?)));
        let on = self.app.session.zip(user.clone()).map(|(session, user)| (session.header.to_owned(), user));
        visit.headers = carried.chain(on).collect();
        let guest = self.app.session.map_or("", |session| session.guest);
        let client = header("x-forwarded-for").unwrap_or_else(|| self.seen.src.to_string());
        let listed: Vec<String> = headers.iter().map(|(name, value)| format!("\"{name}\": \"{value}\"")).collect();
        let facts = [
            ("pod", machine_name(&self.at.at).to_owned()),
            ("user", user.unwrap_or_else(|| guest.to_owned())),
            ("client", client.split(',').next().unwrap_or_default().trim().to_owned()),
            ("url", format!("http://{authority}{path}")),
            ("headers", listed.join(", ")),
        ];
        visit.facts.extend(facts.map(|(name, value)| (name.to_owned(), value)));
        visit.facts.extend(headers.iter().map(|(name, value)| (format!("header:{name}"), value.clone())));
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        visit.facts.extend(pairs.map(|(name, value)| (format!("query:{name}"), value.to_owned())));
    }

    /// What an answer says, as it travels.
    fn tell(&self, answer: &Answer, facts: &Facts, last: Option<&Heard>) -> Told {
        let told = match answer {
            Answer::Say { status, headers, body } => {
                let filled = headers.iter().map(|(name, value)| ((*name).to_owned(), fill(value, facts)));
                let headers = filled.filter(|(_, value)| !value.is_empty()).collect();
                Told { headers, ..Told::new(*status, &fill(body, facts)) }
            }
            Answer::AsAsked => {
                let status = facts.get("id").and_then(|status| status.parse().ok());
                Told::new(status.filter(|status| (100..600).contains(status)).unwrap_or(400), "")
            }
            Answer::PassOn { silent, failed } => match last {
                Some(Heard::Good(told)) => Told { flag: None, headers: vec![json()], ..told.clone() },
                Some(Heard::Bad(told)) => Told { headers: vec![json()], ..Told::new(told.status, failed) },
                Some(Heard::Nothing | Heard::Late) | None => {
                    Told { headers: vec![json()], ..Told::new(*silent, failed) }
                }
            },
        };
        let server = std::iter::once(("server".to_owned(), self.name.to_owned()));
        let headers = told.headers.iter().cloned().chain(server).collect();
        Told { headers, ..told }
    }
}

impl Journey<'_> {
    /// A web server or application.
    pub(super) fn serve_app(&mut self, duty: Duty<'_>, ask: &Ask) -> Result<Told, Verdict> {
        let visit = duty.visit(ask);
        match ask {
            Ask::Http { method, path, .. } => Ok(self.serve_path(duty, visit, method, path)),
            Ask::Nothing => Ok(self.say_told(duty, visit, Told::new(0, ""))),
            // An HTTP server that is greeted in another protocol answers 400, which that caller cannot read.
            Ask::Query { .. } => Err(CLOSED),
        }
    }

    fn serve_path(&mut self, duty: Duty<'_>, mut visit: Visit, method: &str, path: &str) -> Told {
        let bare = path.split('?').next().unwrap_or(path);
        match duty.app.page(method, bare) {
            Ok((page, caught)) => {
                visit.facts.insert("id".into(), caught);
                self.serve_page(duty, visit, page)
            }
            Err(status) => {
                let words = if status == 405 { "Method Not Allowed" } else { "Not Found" };
                let told = duty.tell(&Answer::html(status, words), &visit.facts, None);
                self.say_told(duty, visit, told)
            }
        }
    }

    /// One page: its mood, its calls, its answer.
    fn serve_page(&mut self, duty: Duty<'_>, mut visit: Visit, page: &Page) -> Told {
        if let Some(refusal) = self.mood(duty, &mut visit, &page.mood) {
            let told = duty.tell(refusal, &visit.facts, None);
            return self.say_told(duty, visit, told);
        }
        let mut last = None;
        for call in &page.calls {
            let heard = self.ask_other(duty, &mut visit, call);
            let good = if let Heard::Good(told) = &heard { Some(told.body.as_str()) } else { None };
            visit.facts.extend(call.takes.iter().map(|take| (take.name.to_owned(), take.value(good))));
            if let Some(end) = call.vital.as_ref().filter(|_| good.is_none()) {
                let told = duty.tell(end, &visit.facts, None);
                return self.say_told(duty, visit, told);
            }
            last = Some(heard);
        }
        let told = duty.tell(&page.answer, &visit.facts, last.as_ref());
        self.say_told(duty, visit, told)
    }

    /// What comes over the page before it begins; an answer where that is the end of it.
    fn mood<'p>(&mut self, duty: Duty<'_>, visit: &mut Visit, mood: &'p Mood) -> Option<&'p Answer> {
        match mood {
            Mood::Steady => None,
            Mood::Faulty(answer) => self.half_of_the_time(duty).then_some(answer),
            Mood::Slow(us) => {
                if self.half_of_the_time(duty) {
                    self.take_time(duty, visit, *us);
                }
                None
            }
            Mood::AsAsked(most) => {
                let asked: u64 = visit.facts.get("id").and_then(|id| id.parse().ok()).unwrap_or(0);
                self.take_time(duty, visit, asked.min(*most) * SECOND_US);
                None
            }
        }
    }

    fn half_of_the_time(&mut self, duty: Duty<'_>) -> bool {
        self.chance.draw(&format!("program/{}", duty.name), 2).outcome == 0
    }

    fn take_time(&mut self, duty: Duty<'_>, visit: &mut Visit, us: u64) {
        visit.steps.push(duty.step(AppAction::Pause { us }));
        self.now = self.now.plus_us(us);
    }

    /// Calls somebody else, as often as the script says until the answer is good.
    fn ask_other(&mut self, duty: Duty<'_>, visit: &mut Visit, call: &Call) -> Heard {
        let ask = question(call, visit);
        let mut heard = Heard::Nothing;
        for attempt in 1..=call.tries {
            visit.steps.push(app_step(duty.name, begin(call, attempt), call.why));
            self.work(duty.leg, duty.at, visit.message.take(), std::mem::take(&mut visit.steps));
            heard = self.try_once(duty, call, &ask);
            visit.steps.push(app_step(duty.name, end(call, &heard), call.why));
            if matches!(heard, Heard::Good(_)) {
                break;
            }
        }
        heard
    }

    fn try_once(&mut self, duty: Duty<'_>, call: &Call, ask: &Ask) -> Heard {
        let target = Target::new(&call.host, call.port, call.why).with_timeout(call.timeout_us);
        match self.call(Some(duty.leg), duty.at, &target, ask) {
            Ok(told) if matches!(told.status, 0 | 200) => Heard::Good(told),
            Ok(told) => Heard::Bad(told),
            Err(failed) if failed.after == Progress::Late => Heard::Late,
            Err(_) => Heard::Nothing,
        }
    }

    /// The last word of a visit.
    fn say_told(&mut self, duty: Duty<'_>, mut visit: Visit, told: Told) -> Told {
        visit.steps.push(duty.step(AppAction::Answer { status: told.status, what: told.body.clone() }));
        let told_message = (told.status != 0 && visit.message.is_none()).then(|| told.message());
        self.work(duty.leg, duty.at, visit.message.or(told_message), visit.steps);
        told
    }

    /// A database server. It closes on whoever does not speak its protocol.
    pub(super) fn serve_database(
        &mut self,
        leg: LegId,
        at: &Actor,
        service: &Service,
        name: &str,
        ask: &Ask,
    ) -> Result<Told, Verdict> {
        let told = match ask {
            Ask::Query { .. } => Told::new(0, "1 row"),
            Ask::Nothing => Told::new(0, ""),
            Ask::Http { .. } => return Err(CLOSED),
        };
        let receive = app_step(name, AppAction::Receive { what: ask.words() }, service.why);
        let answer = AppAction::Answer { status: told.status, what: told.body.clone() };
        self.work(leg, at, ask.message(), vec![receive, app_step(name, answer, service.why)]);
        Ok(told)
    }
}

/// What a call says, in the visit it is made for.
fn question(call: &Call, visit: &Visit) -> Ask {
    match call.asks {
        Question::Http(path) => Ask::Http {
            method: "GET".into(),
            authority: if call.port == 80 { call.host.clone() } else { format!("{}:{}", call.host, call.port) },
            path: fill(path, &visit.facts),
            headers: visit.headers.clone(),
        },
        Question::Query(text) => Ask::Query { text: text.into() },
    }
}

fn begin(call: &Call, attempt: u32) -> AppAction {
    let (role, host, port) = (call.role.into(), call.host.clone(), call.port);
    match attempt {
        1 => AppAction::Need { role, host, port },
        attempt => AppAction::Retry { role, attempt, of: call.tries },
    }
}

fn end(call: &Call, heard: &Heard) -> AppAction {
    let role = call.role.to_owned();
    match heard {
        Heard::Good(_) => AppAction::Got { role },
        Heard::Bad(told) => AppAction::GotError { role, status: told.status },
        Heard::Late => AppAction::GiveUp { after_us: call.timeout_us },
        Heard::Nothing => AppAction::Lacks { role, host: call.host.clone(), port: call.port },
    }
}

fn json() -> (String, String) {
    ("content-type".into(), "application/json".into())
}

/// A machine's own name: the last part of its id.
fn machine_name(at: &VertexId) -> &str {
    at.0.rsplit('/').next().unwrap_or(&at.0)
}
