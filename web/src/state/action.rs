//! Everything that can happen to the page: the learner's doings and the clock's ticks.

use super::form::FormField;
use super::playback::Detail;
use super::prefs::Speed;
use crate::stage::geometry::Size;
use malla_lesson::Target;
use malla_trace::{LinkTarget, ObjectRef, Place, VertexId};

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Time passes: so many milliseconds since the last frame.
    Tick(f64),
    /// The playhead moves.
    Move(Move),
    /// Another speed.
    SetSpeed(Speed),
    /// How closely the story is told; as closely as is followable, when nobody says.
    SetDetail(Option<Detail>),
    /// A step inside the present hop is looked at.
    LookAtStep(usize),
    /// The other language.
    SwitchLang,
    /// The other theme.
    SwitchTheme,
    /// The learner wants less motion, or does not mind it.
    ReduceMotion(bool),
    /// The stage has so many pixels.
    ResizeStage(Size),
    /// Another lesson.
    OpenLesson(String),
    /// A file's text is now this.
    Edit {
        /// The file.
        file: String,
        /// Its text.
        text: String,
    },
    /// A key was typed: a file's text is now this. What is wrong with it is said at once; the cluster follows with
    /// [`Action::Simulate`].
    Type {
        /// The file.
        file: String,
        /// Its text.
        text: String,
    },
    /// The cluster becomes what was typed.
    Simulate,
    /// Another file is shown.
    OpenFile(usize),
    /// A line of a file is shown.
    GoTo(Place),
    /// Words that lead somewhere were followed.
    Follow(LinkTarget),
    /// Words of a lesson that lead somewhere were followed.
    FollowLesson(Target),
    /// A field of the request form is now this.
    Fill(FormField, String),
    /// The request form is the lesson's again.
    ResetForm,
    /// The request is sent.
    Send,
    /// The request is sent with another seed.
    OtherLuck,
    /// The request is sent so many times.
    SendMany(u64),
    /// Some more of them are sent.
    GoOnSending,
    /// One of many requests is told, by its number from 1.
    OpenRequest(u64),
    /// What came of many requests is shown again.
    BackToMany,
    /// What came of many requests is no longer shown.
    CloseMany,
    /// A pod is deleted.
    DeletePod(ObjectRef),
    /// An object is deleted and made anew as it is written.
    Recreate(ObjectRef),
    /// A decision of chance is to come out otherwise.
    Force {
        /// The stream.
        stream: String,
        /// Which draw of it.
        index: u64,
        /// The outcome.
        outcome: u64,
    },
    /// Chance decides again by itself.
    Release,
    /// Something on the stage is selected, or nothing.
    Select(Option<VertexId>),
    /// Requests are sent from there.
    SendFrom(VertexId),
    /// The rules of a node are shown; of the node the packet is at, when none is named.
    ShowRules(Option<VertexId>),
    /// The rules of that Service port only, or all.
    ShowService(Option<String>),
    /// A Service is shown as a picture, or as rules.
    DrawService(bool),
    /// The rules that rest on a line of a manifest are shown.
    ShowRulesOf(Place),
    /// The configuration of a proxy is shown; of the one the packet is at, when none is named.
    ShowProxy(Option<VertexId>),
    /// Another panel, where there is room for one only.
    ShowPanel(Panel),
    /// Something opens over the page, or closes.
    Open(Popup),
    /// What lies over the page closes.
    Close,
    /// The hint is shown.
    ShowHint,
    /// The next step of the lesson.
    NextStep,
    /// The lesson's manifests of the beginning.
    StartAgain,
    /// The lesson's solution.
    ShowSolution,
}

/// A move of the playhead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Play, or stop.
    Toggle,
    /// One beat back.
    Back,
    /// One beat on.
    On,
    /// To the conversation before.
    ChapterBack,
    /// To the next conversation.
    ChapterOn,
    /// To the call before.
    CallBack,
    /// To the next call.
    CallOn,
    /// To the first beat.
    Start,
    /// To the last beat.
    End,
    /// To that beat.
    To(usize),
    /// To the step that decided a bad end.
    Culprit,
}

/// A panel of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The lesson's text.
    Lesson,
    /// The stage.
    Stage,
    /// The list of hops.
    Hops,
    /// The inspector.
    Why,
    /// The rules of a packet filter.
    Rules,
    /// The configuration of a proxy.
    Proxy,
    /// The editor.
    Editor,
}

impl Panel {
    /// Every panel, in the order of the tabs.
    pub const ALL: [Self; 7] =
        [Self::Lesson, Self::Stage, Self::Hops, Self::Why, Self::Rules, Self::Proxy, Self::Editor];

    /// Its name in the style sheet.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Stage => "stage",
            Self::Hops => "hops",
            Self::Why => "why",
            Self::Rules => "rules",
            Self::Proxy => "proxy",
            Self::Editor => "editor",
        }
    }
}

/// Something that lies over the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Popup {
    /// How the page is used.
    Help,
    /// An entry of the glossary.
    Term(String),
    /// Whether to start the lesson again.
    AskStartAgain,
    /// Whether to show the solution.
    AskSolution,
}
