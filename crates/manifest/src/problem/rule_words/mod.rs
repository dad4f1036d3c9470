//! Rules of the API server's validation beyond types: one case a rule, with its code, the API server's own sentence
//! (apimachinery `pkg/util/validation`, kubernetes `pkg/apis/*/validation`), a Spanish one, and how to mend it. `{}` is
//! filled in where the rule is broken.

mod other_kinds;
mod pods_and_services;

use other_kinds::other_kinds;
use pods_and_services::pods_and_services;

/// A rule's words.
pub(crate) struct RuleText {
    pub(super) code: &'static str,
    pub(super) en: &'static str,
    pub(super) es: &'static str,
    pub(super) mend_en: &'static str,
    pub(super) mend_es: &'static str,
}

macro_rules! rules {
    ($($case:ident = $code:literal { en $en:literal es $es:literal mend $mend_en:literal / $mend_es:literal })*) => {
        /// A rule of the API server's validation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`.")] $case,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$case,)*];

            pub(crate) const fn text(self) -> RuleText {
                match self {
                    $(Self::$case => RuleText {
                        code: $code, en: $en, es: $es, mend_en: $mend_en, mend_es: $mend_es,
                    },)*
                }
            }
        }
    };
}

pods_and_services! { other_kinds rules }
