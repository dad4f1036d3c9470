//! The page inside a real browser, as WebAssembly: it draws itself, plays by itself, and hears keys.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test without a test attribute that clippy knows")]

use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, Event, HtmlElement, KeyboardEvent, KeyboardEventInit, window};
use yew::platform::time::sleep;

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    window().and_then(|w| w.document()).unwrap()
}

/// Makes a place for a page, draws it there, and waits until it stands.
async fn page() -> (Element, yew::AppHandle<malla_web::app::App>) {
    let host: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&host).unwrap();
    let app = yew::Renderer::<malla_web::app::App>::with_root(host.clone().into()).render();
    sleep(Duration::from_millis(50)).await;
    // There is no style sheet here: the stage gets its room by hand.
    let drawing: HtmlElement = host.query_selector(".drawing").unwrap().unwrap().unchecked_into();
    drawing.style().set_property("width", "760px").unwrap();
    drawing.style().set_property("height", "560px").unwrap();
    sleep(Duration::from_millis(200)).await;
    (host.into(), app)
}

fn beat(host: &Element) -> usize {
    host.query_selector(".app").unwrap().unwrap().get_attribute("data-beat").unwrap().parse().unwrap()
}

fn press(key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    document().body().unwrap().dispatch_event(event.unchecked_ref::<Event>()).unwrap();
}

#[wasm_bindgen_test]
async fn the_page_draws_the_cluster_and_plays_by_itself() {
    let (host, app) = page().await;
    for selector in [".figure.machine", ".filter", ".figure.pod", ".figure.pill", ".hop", ".why", ".chain"] {
        assert!(host.query_selector(selector).unwrap().is_some(), "{selector}");
    }
    let editor = host.query_selector(".text").unwrap().unwrap().shadow_root().unwrap();
    assert!(editor.query_selector(".cm-content").unwrap().is_some(), "the editor stands in its shadow tree");
    let before = beat(&host);
    sleep(Duration::from_millis(1500)).await;
    assert!(beat(&host) > before);
    app.destroy();
    host.remove();
}

#[wasm_bindgen_test]
async fn keys_move_the_story_and_other_keys_do_not() {
    let (host, app) = page().await;
    press("End");
    sleep(Duration::from_millis(50)).await;
    let last = beat(&host);
    assert!(last > 20, "{last}");
    press("ArrowLeft");
    press("x");
    sleep(Duration::from_millis(50)).await;
    assert_eq!(beat(&host), last - 1);
    assert!(host.query_selector(".verdict").unwrap().is_none());
    app.destroy();
    sleep(Duration::from_millis(20)).await;
    press("ArrowLeft");
    host.remove();
}
