//! Mends of what is wrong, looked for one finding at a time once the learner pauses: each takes a few readings of the
//! text, and nothing may make the next key wait.

use crate::platform::Timer;
use malla_core::{Fix, Snapshot};
use malla_trace::Diagnostic;
use std::cell::RefCell;
use std::rc::Rc;
use yew::{hook, use_effect_with, use_mut_ref, use_state};

/// How long a pause is.
const PAUSE_MS: i32 = 250;
/// How many findings are looked at.
const MOST: usize = 20;

/// The mends of the findings, as far as they are known; none of another list's.
#[hook]
pub fn use_mends(snapshot: &Snapshot, diagnostics: &[Diagnostic]) -> Vec<Vec<Fix>> {
    let found = use_state(|| (None::<Snapshot>, Vec::<Vec<Fix>>::new()));
    let timer: Rc<RefCell<Option<Timer>>> = use_mut_ref(|| None);
    {
        let (found, list) = (found.clone(), diagnostics.to_vec());
        use_effect_with(snapshot.clone(), move |snapshot| {
            *timer.borrow_mut() = None;
            if !list.is_empty() {
                let search = Search { snapshot: snapshot.clone(), list, fixes: RefCell::default() };
                next(
                    &Rc::new(search),
                    &timer,
                    PAUSE_MS,
                    Rc::new(move |snapshot, fixes| found.set((Some(snapshot), fixes))),
                );
            }
        });
    }
    if found.0.as_ref() == Some(snapshot) { found.1.clone() } else { vec![] }
}

struct Search {
    snapshot: Snapshot,
    list: Vec<Diagnostic>,
    fixes: RefCell<Vec<Vec<Fix>>>,
}

type Tell = Rc<dyn Fn(Snapshot, Vec<Vec<Fix>>)>;

/// Looks at the next finding a little later.
fn next(search: &Rc<Search>, timer: &Rc<RefCell<Option<Timer>>>, ms: i32, tell: Tell) {
    let (search, again) = (Rc::clone(search), Rc::clone(timer));
    let step = move || {
        let at = search.fixes.borrow().len();
        let Some(diagnostic) = search.list.get(at).filter(|_| at < MOST) else { return };
        let fixes = search.snapshot.fixes(diagnostic);
        search.fixes.borrow_mut().push(fixes);
        tell(search.snapshot.clone(), search.fixes.borrow().clone());
        next(&search, &again, 0, tell);
    };
    *timer.borrow_mut() = Some(Timer::new(ms, step));
}
