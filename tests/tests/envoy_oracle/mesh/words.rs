//! The words that requests to the compiled tables are made of.

use crate::random::Pool;

/// Paths and hosts that the rules speak of, and others.
pub(crate) const POOL: Pool = Pool {
    paths: &[
        "/productpage",
        "/static",
        "/login",
        "/api/v1/products",
        "/wpcatalog",
        "/consumercatalog",
        "/reviews/",
        "/Reviews/",
        "/broken/subset",
        "/old",
        "/scheme",
        "/teapot",
        "/fault",
        "/late",
        "/books/one",
        "/none",
        "/",
    ],
    behind: &["", "", "", "/x", "/", "s", "/../login", "/%61"],
    queries: &["", "", "", "?beta=1", "?beta=x", "?q=1"],
    authorities: &[
        "bookinfo.example",
        "bookinfo.example:32439",
        "a.shop.example",
        "a.shop.example:80",
        "shop.example",
        "Reviews.Example",
        "secure.example",
        "reviews",
        "reviews:9080",
        "reviews.default",
        "reviews.default.svc.cluster.local",
        "details",
        "ratings.default.svc",
        "10.96.0.1",
    ],
    headers: &["end-user", "x-opt-out", "x-1", "x-2"],
    values: &["jason", "Jason", "", "yes"],
};
