//! What the learner has chosen for good: language, theme, speed. Kept in the browser.

use super::keeping::Keeping;
use malla_trace::Lang;

/// The learner's choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefs {
    /// Language.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
    /// How fast the story runs.
    pub speed: Speed,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// How fast the story runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// Half.
    Half,
    /// As it is meant.
    #[default]
    Normal,
    /// Twice.
    Double,
    /// Four times.
    Fourfold,
}

impl Theme {
    /// Its name in the style sheet and in storage.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }
}

impl Speed {
    /// Every speed, slowest first.
    pub const ALL: [Self; 4] = [Self::Half, Self::Normal, Self::Double, Self::Fourfold];

    /// What time is multiplied by.
    #[must_use]
    pub const fn factor(self) -> f64 {
        match self {
            Self::Half => 0.5,
            Self::Normal => 1.0,
            Self::Double => 2.0,
            Self::Fourfold => 4.0,
        }
    }

    /// Its label, and its name in storage.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Half => "×½",
            Self::Normal => "×1",
            Self::Double => "×2",
            Self::Fourfold => "×4",
        }
    }

    /// The speed of that label.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.label() == label)
    }
}

const LANG: &str = "malla/lang";
const THEME: &str = "malla/theme";
const SPEED: &str = "malla/speed";

impl Prefs {
    /// What was kept; the browser's wishes where nothing was.
    #[must_use]
    pub fn kept(keeping: &dyn Keeping, lang: Lang, theme: Theme) -> Self {
        let kept_theme = keeping.get(THEME).map(|name| if name == "dark" { Theme::Dark } else { Theme::Light });
        Self {
            lang: keeping.get(LANG).and_then(|tag| Lang::from_tag(&tag)).unwrap_or(lang),
            theme: kept_theme.unwrap_or(theme),
            speed: keeping.get(SPEED).and_then(|label| Speed::of_label(&label)).unwrap_or_default(),
        }
    }

    /// Chooses the other language.
    pub fn switch_lang(&mut self, keeping: &dyn Keeping) {
        self.lang = self.lang.pick(Lang::En, Lang::Es);
        keeping.set(LANG, self.lang.tag());
    }

    /// Chooses the other theme.
    pub fn switch_theme(&mut self, keeping: &dyn Keeping) {
        self.theme = self.theme.other();
        keeping.set(THEME, self.theme.name());
    }

    /// Chooses a speed.
    pub fn set_speed(&mut self, speed: Speed, keeping: &dyn Keeping) {
        self.speed = speed;
        keeping.set(SPEED, speed.label());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::keeping::Notebook;

    #[test]
    fn choices_are_kept_and_the_browser_is_asked_only_once() {
        let notebook = Notebook::default();
        let mut prefs = Prefs::kept(&notebook, Lang::En, Theme::Dark);
        assert_eq!((prefs.lang, prefs.theme, prefs.speed), (Lang::En, Theme::Dark, Speed::Normal));
        prefs.switch_lang(&notebook);
        prefs.switch_theme(&notebook);
        prefs.set_speed(Speed::Double, &notebook);
        assert_eq!(Prefs::kept(&notebook, Lang::En, Theme::Dark), prefs);
        assert_eq!(prefs, Prefs { lang: Lang::Es, theme: Theme::Light, speed: Speed::Double });
    }

    #[test]
    fn nonsense_in_storage_is_as_good_as_nothing() {
        let notebook = Notebook::default();
        notebook.set(SPEED, "×9");
        notebook.set(LANG, "tlh");
        assert_eq!(Prefs::kept(&notebook, Lang::En, Theme::Light).speed, Speed::Normal);
    }
}
