//! The drawing of a Service: addresses that are rules, arrows with their shares, endpoints. For the eye; its twin in
//! words stands below it.

use super::layout::{DOOR, DoorLine, Layout, MOST, NODE, PoolBox, RIGHT, Span, WIDTH, lines, share_words};
use super::service::Sight;
use crate::stage::{MONO, SMALL, fit};
use crate::words::{T, door_name, t};
use malla_core::{Arrow, Backend, Door, Pool};
use yew::{Html, classes, html};

/// The drawing.
pub fn drawing(sight: &Sight<'_>) -> Html {
    let layout = Layout::of(sight.service);
    let view_box = format!("0 0 {WIDTH} {}", layout.height);
    let doors = || sight.service.doors.iter().enumerate();
    html! {
        <svg class="service-drawing" viewBox={view_box} role="img" aria-label={format!("{}: {}", t(sight.props.lang, T::PictureOf), sight.service.name)}>
            { for doors().map(|(i, door)| ways(sight, &layout, i, door)) }
            { for sight.service.pools.iter().zip(&layout.pools).map(|(pool, at)| draw_pool(sight, pool, at)) }
            { for layout.refusals.iter().map(|((target, words), span)| draw_refusal(target, words, *span)) }
            { left_out(sight, &layout) }
            { for doors().zip(&layout.doors).map(|((_, door), span)| draw_door(sight, door, *span)) }
        </svg>
    }
}

/// The lines from a door to what its ways lead to.
fn ways(sight: &Sight<'_>, layout: &Layout, index: usize, door: &Door) -> Html {
    let lines = lines(door);
    let line_of = |line: DoorLine| lines.iter().position(|other| *other == line);
    let taken = sight.props.counters.of_rule(&door.rule) > 0;
    let way = |(i, way): (usize, &malla_core::Way)| {
        let from = layout.anchor(index, line_of(DoorLine::Way(i)));
        let to = layout.pools.get(way.pool).map_or(from, |pool| pool.node);
        html! { <path class={classes!("way", taken.then_some("taken"))} d={curve(DOOR, from, NODE - 9.0, to)} /> }
    };
    let refused = door.refusal.as_ref().and_then(|refusal| {
        let to = layout.refusal(&refusal.target, &refusal.words)?;
        let from = layout.anchor(index, line_of(DoorLine::Refusal));
        Some(html! { <path class="way refused" d={curve(DOOR, from, NODE + 14.0, to.middle())} /> })
    });
    html! { <>{ for door.ways.iter().enumerate().map(way) }{ refused }</> }
}

fn curve(x1: f64, y1: f64, x2: f64, y2: f64) -> String {
    let middle = f64::midpoint(x1, x2);
    format!("M{x1} {y1:.1}C{middle} {y1:.1} {middle} {y2:.1} {x2} {y2:.1}")
}

fn draw_door(sight: &Sight<'_>, door: &Door, span: Span) -> Html {
    let lit = sight.props.present.as_ref().is_some_and(|spot| spot.is(&door.rule));
    let room = DOOR - 16.0;
    let line = |(i, line): (usize, &DoorLine)| {
        let y = span.y + 34.0 + 14.0 * (i as f64 + 0.5) + 4.0;
        let (class, words) = match line {
            DoorLine::Way(way) => {
                ("small", door.ways.get(*way).map(|way| sight.who_words(door, way)).unwrap_or_default())
            }
            DoorLine::Refusal => ("small no-words", t(sight.props.lang, T::NotLetIn).to_owned()),
        };
        html! { <text class={class} x={(DOOR - 8.0).to_string()} y={y.to_string()} text-anchor="end">{ fit(&words, room, SMALL) }</text> }
    };
    html! {
        <g class={classes!("door", lit.then_some("lit"))} data-address={door.address.clone()}>
            <rect class="box" x="2" y={span.y.to_string()} width={(DOOR - 2.0).to_string()} height={span.height.to_string()} rx="8" />
            <text class="small kind" x="10" y={(span.y + 15.0).to_string()}>{ door_name(sight.props.lang, door.kind) }</text>
            <text class="mono" x="10" y={(span.y + 30.0).to_string()}>{ fit(&door.address, room, MONO) }</text>
            { for lines(door).iter().enumerate().map(line) }
        </g>
    }
}

fn draw_pool(sight: &Sight<'_>, pool: &Pool, at: &PoolBox) -> Html {
    let drawn = pool.arrows.iter().take(MOST).zip(&at.rows);
    let rest = pool.arrows.get(MOST..).filter(|rest| !rest.is_empty()).zip(at.rows.get(MOST));
    let right = (WIDTH - 4.0).to_string();
    html! {
        <g class="pool" data-chain={pool.chain.clone()}>
            <text class="mono soft" x={right.clone()} y={(at.head + 11.0).to_string()} text-anchor="end">{ fit(&pool.chain, 200.0, MONO) }</text>
            <text class="small soft" x={right} y={(at.head + 25.0).to_string()} text-anchor="end">{ fit(&pool_words(sight, pool), 220.0, SMALL) }</text>
            { for drawn.map(|(arrow, row)| draw_arrow(sight, arrow, at.node, *row)) }
            if let Some((rest, row)) = rest {
                <text class="small" x={RIGHT.to_string()} y={row.middle().to_string()}>{ format!("+ {} {}", rest.len(), t(sight.props.lang, T::MoreEndpoints)) }</text>
            }
            <circle class="choice" cx={NODE.to_string()} cy={at.node.to_string()} r="9" />
            if pool.arrows.len() > 1 { { dice(at.node) } }
        </g>
    }
}

/// Chance decides here.
fn dice(y: f64) -> Html {
    let dot = |(dx, dy): (f64, f64)| html! { <circle class="pip" cx={(NODE + dx).to_string()} cy={(y + dy).to_string()} r="1.5" /> };
    [(-3.4, -3.4), (0.0, 0.0), (3.4, 3.4)].into_iter().map(dot).collect()
}

fn pool_words(sight: &Sight<'_>, pool: &Pool) -> String {
    let lang = sight.props.lang;
    let scope = t(lang, if pool.local { T::PoolLocal } else { T::PoolAll });
    let affinity = pool.affinity.map(|seconds| match seconds {
        0 => format!(" · {}", t(lang, T::Affinity)),
        seconds => format!(" · {} {seconds} s", t(lang, T::Affinity)),
    });
    format!("{scope}{}", affinity.unwrap_or_default())
}

fn draw_arrow(sight: &Sight<'_>, arrow: &Arrow, node: f64, row: Span) -> Html {
    let (counters, present) = (&sight.props.counters, &sight.props.present);
    let taken = counters.of_rule(&arrow.rewrite) > 0;
    let lit = present.as_ref().is_some_and(|spot| spot.is(&arrow.rule) || spot.is_in("nat", &arrow.chain));
    let class = classes!("arrow", taken.then_some("taken"), lit.then_some("lit"));
    let y = row.middle();
    html! {
        <g {class} data-share={share_words(arrow)}>
            <path class="line" d={curve(NODE + 9.0, node, RIGHT - 7.0, y)} />
            <path class="tip" d={format!("M{} {}l-7 -3.6v7.2z", RIGHT - 1.0, y)} />
            { draw_backend(sight, &arrow.backend, row, "") }
            <rect class="share-box" x={(RIGHT - 49.0).to_string()} y={(y - 8.0).to_string()} width="40" height="15" rx="4" />
            <text class="share" x={(RIGHT - 29.0).to_string()} y={(y + 3.5).to_string()} text-anchor="middle">{ share_words(arrow) }</text>
        </g>
    }
}

fn draw_backend(sight: &Sight<'_>, backend: &Backend, row: Span, class: &'static str) -> Html {
    let (pod, node) = sight.backend_words(backend);
    let below = if class.is_empty() {
        [pod, node].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    } else {
        sight.left_out_words(backend).into()
    };
    let (x, width) = (RIGHT, WIDTH - RIGHT - 4.0);
    html! {
        <g class={classes!("backend", class)} data-address={backend.address.clone()}>
            <rect class="box" x={x.to_string()} y={row.y.to_string()} width={width.to_string()} height={row.height.to_string()} rx="8" />
            <text class="mono" x={(x + 9.0).to_string()} y={(row.y + 17.0).to_string()}>{ fit(&backend.address, width - 16.0, MONO) }</text>
            <text class="small soft" x={(x + 9.0).to_string()} y={(row.y + 32.0).to_string()}>{ fit(&below, width - 14.0, SMALL) }</text>
        </g>
    }
}

fn draw_refusal(target: &str, words: &str, span: Span) -> Html {
    let (x, y) = (NODE + 24.0, span.middle());
    html! {
        <g class="refusal">
            <circle cx={x.to_string()} cy={y.to_string()} r="9" />
            <path class="cross" d={format!("M{} {}l7 7m0 -7l-7 7", x - 3.5, y - 3.5)} />
            <text class="strong" x={(x + 16.0).to_string()} y={(y - 2.0).to_string()}>{ target.to_owned() }</text>
            <text class="small" x={(x + 16.0).to_string()} y={(y + 12.0).to_string()}>{ fit(words, WIDTH - x - 20.0, SMALL) }</text>
        </g>
    }
}

fn left_out(sight: &Sight<'_>, layout: &Layout) -> Html {
    let Some(head) = layout.left_out_head else { return Html::default() };
    let right = (WIDTH - 4.0).to_string();
    html! {
        <g>
            <text class="small soft" x={right} y={head.to_string()} text-anchor="end">{ t(sight.props.lang, T::NoRuleLeads) }</text>
            { for sight.service.left_out.iter().zip(&layout.left_out).map(|(backend, row)| draw_backend(sight, backend, *row, "out")) }
        </g>
    }
}
