//! The lesson's words as nodes of the page. Text is only ever text: nothing written in a lesson becomes markup.

use crate::shell::Link;
use malla_lesson::{Block, Inline, ListKind, Target, blocks, inlines};
use yew::{Callback, Html, html};

/// A whole text, without the heading that only repeats the title.
pub fn article(text: &str, title: &str, on_follow: &Callback<Target>) -> Html {
    let repeats = |block: &Block| matches!(block, Block::Heading(1, words) if *words == inlines(title));
    let blocks = blocks(text);
    let rest = blocks.iter().enumerate().filter(|(i, block)| *i > 0 || !repeats(block));
    rest.map(|(_, block)| block_html(block, on_follow)).collect()
}

/// The words of a goal or hint.
pub fn line(text: &str, on_follow: &Callback<Target>) -> Html {
    run(&inlines(text), on_follow)
}

fn block_html(block: &Block, on_follow: &Callback<Target>) -> Html {
    match block {
        // The page's heading is the lesson's title, and the panel repeats it.
        Block::Heading(1 | 2, words) => html! { <h3>{ run(words, on_follow) }</h3> },
        Block::Heading(_, words) => html! { <h4>{ run(words, on_follow) }</h4> },
        Block::Paragraph(words) => html! { <p>{ run(words, on_follow) }</p> },
        Block::Quote(words) => html! { <blockquote><p>{ run(words, on_follow) }</p></blockquote> },
        Block::Code(text) => html! { <pre tabindex="0"><code>{ text.clone() }</code></pre> },
        Block::List(kind, items) => {
            let items = items.iter().map(|item| html! { <li>{ run(item, on_follow) }</li> });
            match kind {
                ListKind::Bullet => html! { <ul>{ for items }</ul> },
                ListKind::Numbered => html! { <ol>{ for items }</ol> },
            }
        }
    }
}

fn run(words: &[Inline], on_follow: &Callback<Target>) -> Html {
    words.iter().map(|word| inline_html(word, on_follow)).collect()
}

fn inline_html(word: &Inline, on_follow: &Callback<Target>) -> Html {
    match word {
        Inline::Text(text) => html! { { text.clone() } },
        Inline::Code(text) => html! { <code>{ text.clone() }</code> },
        Inline::Strong(words) => html! { <strong>{ run(words, on_follow) }</strong> },
        Inline::Emphasis(words) => html! { <em>{ run(words, on_follow) }</em> },
        Inline::Link(words, target) => link(run(words, on_follow), target, on_follow),
    }
}

fn link(words: Html, target: &Target, on_follow: &Callback<Target>) -> Html {
    let kind = match target {
        Target::Term(_) => "to-term",
        Target::Vertex(_) => "to-vertex",
        Target::Object(_, None) => "to-object",
        Target::Object(_, Some(_)) | Target::File(_, _) => "to-place",
        Target::Unknown(_) => return words,
    };
    let (target, on_follow) = (target.clone(), on_follow.clone());
    let on_press = move |()| on_follow.emit(target.clone());
    html! { <Link {kind} {on_press}>{ words }</Link> }
}
