//! What a rule does with a request: redirect, answer, or pass on (`ApplyRedirect`, `ApplyDirectResponse`,
//! `applyHTTPRouteDestination`).

use super::routes::Asked;
use super::semantics::Semantics;
use malla_manifest::{DerivePort, HttpDirectResponse, HttpRedirect, HttpRewrite, StringMatch};
use malla_proxy::{Action, PathRewrite, Pattern, Redirect, RedirectPath, Respond};

/// The mark of a prefix in redirects that istiod translates from the Gateway API.
const PREFIX_MARK: &str = "%PREFIX()%";

/// A redirect; `None` for a status that istiod does not translate.
pub fn redirect(written: &HttpRedirect, asked: &Asked<'_>, semantics: Semantics) -> Option<Action> {
    let mut redirect = Redirect::new();
    redirect.status = match written.redirect_code {
        0 => 301,
        code @ (301 | 302 | 303 | 307 | 308) => u16::try_from(code).ok()?,
        _ => return None,
    };
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    redirect.host = filled(&written.authority);
    redirect.scheme = filled(&written.scheme);
    redirect.port = port(written, asked);
    let uri = filled(&written.uri);
    let marked =
        uri.as_deref().filter(|_| semantics == Semantics::Gateway).and_then(|uri| uri.strip_prefix(PREFIX_MARK));
    redirect.path = match (filled(&written.prefix_rewrite), marked, &uri) {
        (Some(prefix), _, _) => RedirectPath::Prefix(prefix),
        (None, Some(prefix), _) => RedirectPath::Prefix(prefix.into()),
        (None, None, Some(path)) => RedirectPath::Whole(path.clone()),
        (None, None, None) => RedirectPath::Keep,
    };
    Some(Action::Redirect(redirect))
}

/// The new port: written, or that of the listener; never 80 of http and 443 of https.
fn port(written: &HttpRedirect, asked: &Asked<'_>) -> Option<u16> {
    let derived = match written.derive_port {
        Some(DerivePort::FromRequestPort) => Some(asked.port),
        Some(DerivePort::FromProtocolDefault) | None => None,
    };
    let port = written.port.filter(|port| *port != 0).or(derived)?;
    let scheme = written.scheme.as_deref().filter(|scheme| !scheme.is_empty());
    let scheme = scheme.unwrap_or(if asked.tls { "https" } else { "http" });
    let own = matches!((scheme, port), ("http", 80) | ("https", 443));
    (!own).then_some(port)
}

/// An answer of the proxy's own.
#[must_use]
pub fn respond(written: &HttpDirectResponse) -> Action {
    let body = written.body.as_ref();
    let text = body.and_then(|body| body.string.clone().or_else(|| body.bytes.as_deref().and_then(decoded)));
    Action::Respond(Respond { status: u16::try_from(written.status).unwrap_or(500), body: text.unwrap_or_default() })
}

/// Base64 (RFC 4648 section 4) as text; `None` for what is no base64.
fn decoded(text: &str) -> Option<String> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xFF).ok()?);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What becomes of the path on the way: an expression replaced, or what the condition matched.
#[must_use]
pub fn path(written: &HttpRewrite, matched: Option<&StringMatch>, semantics: Semantics) -> PathRewrite {
    let regex = written.uri_regex_rewrite.as_ref();
    if let Some((pattern, rewrite)) = regex.and_then(|it| Some((Pattern::new(&it.match_).ok()?, &it.rewrite))) {
        return PathRewrite::Regex { pattern, substitution: rewrite.clone() };
    }
    match written.uri.as_deref().filter(|uri| !uri.is_empty()) {
        Some("/") if semantics == Semantics::Gateway => without_prefix(matched),
        Some(uri) => PathRewrite::Prefix(uri.into()),
        None => PathRewrite::Keep,
    }
}

/// The Gateway API takes a prefix off and keeps one slash.
fn without_prefix(matched: Option<&StringMatch>) -> PathRewrite {
    let prefix = matched.and_then(|uri| uri.prefix.as_deref()).unwrap_or_default().trim_end_matches('/');
    let quoted: String =
        prefix.chars().flat_map(|c| [(!c.is_alphanumeric()).then_some('\\'), Some(c)]).flatten().collect();
    Pattern::new(&format!("^{quoted}(/?)(.*)"))
        .map_or(PathRewrite::Keep, |pattern| PathRewrite::Regex { pattern, substitution: r"/\2".into() })
}
