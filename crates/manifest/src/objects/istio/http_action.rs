//! What a route of HTTP requests does besides passing them on: answers of its own, new paths, changed headers.

use super::{Duration, Percent, StringMatch};
use crate::objects::field::{choice, record};
use std::collections::BTreeMap;

record! {
    /// An answer that sends the client elsewhere.
    HttpRedirect {
        /// New path; the query stays.
        uri: Option<String> = "uri",
        /// What takes the place of the matched prefix of the path.
        prefix_rewrite: Option<String> = "prefixRewrite",
        /// New host.
        authority: Option<String> = "authority",
        /// New port.
        port: Option<u16> = "port",
        /// Where the new port comes from, instead.
        derive_port: Option<DerivePort> = "derivePort",
        /// `http` or `https`.
        scheme: Option<String> = "scheme",
        /// Status; nothing written means 301.
        redirect_code: u32 = "redirectCode",
    }
}

choice! {
    /// Where the port of a redirect comes from.
    DerivePort {
        /// The protocol's own: 80 or 443.
        FromProtocolDefault = "FROM_PROTOCOL_DEFAULT",
        /// The port the request came to.
        FromRequestPort = "FROM_REQUEST_PORT",
    }
}

record! {
    /// An answer of the proxy's own.
    HttpDirectResponse {
        /// Status.
        status: u32 = "status",
        /// Body; nothing written means none.
        body: Option<HttpBody> = "body",
    }
}

record! {
    /// A body, one of them.
    HttpBody {
        /// As text.
        string: Option<String> = "string",
        /// As base64.
        bytes: Option<String> = "bytes",
    }
}

record! {
    /// What is written anew before a request goes on.
    HttpRewrite {
        /// The path, or its matched prefix.
        uri: Option<String> = "uri",
        /// The Host header.
        authority: Option<String> = "authority",
        /// The path by an expression, instead.
        uri_regex_rewrite: Option<RegexRewrite> = "uriRegexRewrite",
    }
}

record! {
    /// A path written anew by an RE2 expression.
    RegexRewrite {
        /// The expression.
        match_: String = "match",
        /// What takes the place of each find; `\1` is its first group.
        rewrite: String = "rewrite",
    }
}

record! {
    /// Faults on purpose.
    HttpFaultInjection {
        /// Waiting before the request goes on.
        delay: Option<FaultDelay> = "delay",
        /// An answer instead of passing it on.
        abort: Option<FaultAbort> = "abort",
    }
}

record! {
    /// Waiting on purpose.
    FaultDelay {
        /// How long.
        fixed_delay: Option<Duration> = "fixedDelay",
        /// How long on average; not built upstream either.
        exponential_delay: Option<Duration> = "exponentialDelay",
        /// Share of the requests; nothing written means none.
        percentage: Option<Percent> = "percentage",
        /// The same as a whole number, its older form.
        percent: u32 = "percent",
    }
}

record! {
    /// An answer instead of passing on.
    FaultAbort {
        /// Status.
        http_status: Option<u32> = "httpStatus",
        /// Status of gRPC, as a word or a number.
        grpc_status: Option<String> = "grpcStatus",
        /// Error of HTTP/2; not built upstream either.
        http2_error: Option<String> = "http2Error",
        /// Share of the requests; nothing written means none.
        percentage: Option<Percent> = "percentage",
    }
}

record! {
    /// Headers that are changed, both ways.
    HeaderEdits {
        /// On the way there.
        request: Option<HeaderOperations> = "request",
        /// On the way back.
        response: Option<HeaderOperations> = "response",
    }
}

record! {
    /// What is done to headers.
    HeaderOperations {
        /// Written over.
        set: BTreeMap<String, String> = "set",
        /// Written besides.
        add: BTreeMap<String, String> = "add",
        /// Taken away.
        remove: Vec<String> = "remove",
    }
}

record! {
    /// What pages of other origins may do (the Fetch standard's CORS protocol).
    CorsPolicy {
        /// Origins, to the byte; the older form.
        allow_origin: Vec<String> = "allowOrigin",
        /// Origins.
        allow_origins: Vec<StringMatch> = "allowOrigins",
        /// Methods.
        allow_methods: Vec<String> = "allowMethods",
        /// Headers a page may send.
        allow_headers: Vec<String> = "allowHeaders",
        /// Headers a page may read.
        expose_headers: Vec<String> = "exposeHeaders",
        /// How long the answer to a preflight holds.
        max_age: Option<Duration> = "maxAge",
        /// Whether credentials may be sent.
        allow_credentials: Option<bool> = "allowCredentials",
        /// What happens to preflights of other origins.
        unmatched_preflights: Option<UnmatchedPreflights> = "unmatchedPreflights",
    }
}

choice! {
    /// What happens to preflights of origins that are not allowed.
    UnmatchedPreflights {
        /// The default: they go on.
        Unspecified = "UNSPECIFIED",
        /// They go on.
        Forward = "FORWARD",
        /// The proxy answers.
        Ignore = "IGNORE",
    }
}
