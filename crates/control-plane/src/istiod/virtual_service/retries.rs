//! When a request is tried again (istio/istio `pilot/pkg/networking/core/route/retry/retry.go`, `ConvertPolicy`).

use malla_manifest::HttpRetry;
use malla_proxy::{RetryOn, RetryPolicy};

/// On what, where nothing else is said: nothing that the program has seen.
const DEFAULT_ON: &str = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
/// How often, where nothing else is said.
const DEFAULT_RETRIES: u32 = 2;
/// How often another endpoint is drawn.
const OTHER_HOST_ATTEMPTS: u32 = 5;

/// When a request is tried again, in Envoy's words: also those that our engine never comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retries {
    /// How often at most, besides the first try.
    pub retries: u32,
    /// `retry_on`.
    pub on: Vec<String>,
    /// `retriable_status_codes`.
    pub status_codes: Vec<u16>,
    /// `per_try_timeout`, in microseconds.
    pub per_try_timeout_us: Option<u64>,
    /// `host_selection_retry_max_attempts`.
    pub host_selection_attempts: u32,
    /// Whether endpoints that were tried are passed over (`previous_hosts`).
    pub other_hosts: bool,
    /// Whether other localities may be tried (`previous_priorities`).
    pub other_localities: bool,
}

impl Retries {
    /// Of a rule; `None` when it is never tried again. Where the endpoint follows from a hash, another one is not looked for
    /// unless the rule says so.
    #[must_use]
    pub fn of(written: Option<&HttpRetry>, hashed: bool) -> Option<Self> {
        let Some(written) = written else { return Some(Self::usual(hashed)) };
        if written.attempts == 0 {
            return None;
        }
        let usual = Self::usual(hashed);
        let said = written.retry_on.as_deref().filter(|text| !text.is_empty()).map(words);
        let (on, status_codes) = said.unwrap_or((usual.on, usual.status_codes));
        Some(Self {
            retries: written.attempts,
            on,
            status_codes,
            per_try_timeout_us: written.per_try_timeout.as_ref().map(malla_manifest::Duration::us),
            other_hosts: written.retry_ignore_previous_hosts.unwrap_or(usual.other_hosts),
            other_localities: written.retry_remote_localities == Some(true),
            ..usual
        })
    }

    fn usual(hashed: bool) -> Self {
        let (on, status_codes) = words(DEFAULT_ON);
        Self {
            retries: DEFAULT_RETRIES,
            on,
            status_codes,
            per_try_timeout_us: None,
            host_selection_attempts: OTHER_HOST_ATTEMPTS,
            other_hosts: !hashed,
            other_localities: false,
        }
    }

    /// As the engine reads it.
    #[must_use]
    pub fn policy(&self) -> RetryPolicy {
        RetryPolicy {
            retries: self.retries,
            on: self.on.iter().filter_map(|word| RetryOn::parse(word)).collect(),
            status_codes: self.status_codes.clone(),
            per_try_timeout_us: self.per_try_timeout_us.filter(|us| *us > 0),
            per_try_why: None,
            other_host_attempts: if self.other_hosts { self.host_selection_attempts } else { 0 },
        }
    }
}

/// The policy of every route that nobody wrote.
#[must_use]
pub fn usual() -> RetryPolicy {
    Retries::usual(false).policy()
}

/// Words and status codes, separated by commas (`parseRetryOn`); a number that is no status stays a word, and codes
/// bring the word that makes them count.
fn words(text: &str) -> (Vec<String>, Vec<u16>) {
    const CODES: &str = "retriable-status-codes";
    let (mut on, mut codes) = (Vec::new(), Vec::new());
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word.parse::<u16>().ok().filter(|code| (100..600).contains(code)) {
            Some(code) => codes.push(code),
            None => on.push(word.to_owned()),
        }
    }
    if !codes.is_empty() && !on.iter().any(|word| word == CODES) {
        on.push(CODES.into());
    }
    (on, codes)
}
