//! What is used everywhere: explained sentences, buttons with drawings, splitters, dialogs, the top of the page.

mod button;
mod dialog;
mod header;
mod help;
mod link;
mod prose;
mod splitter;
mod tabs;
mod term;

pub use button::{IconButton, IconButtonProps};
pub use dialog::{Ask, AskProps, Modal, ModalProps};
pub use header::{Header, HeaderProps};
pub use help::{Help, HelpProps};
pub use link::{Link, LinkProps};
pub use prose::{Prose, ProseProps};
pub use splitter::{Side, Splitter, SplitterProps};
pub use tabs::{Tabs, TabsProps};
pub use term::{TermCard, TermCardProps};
