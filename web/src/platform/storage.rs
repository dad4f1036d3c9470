//! The browser's local storage.

use crate::state::keeping::Keeping;
use web_sys::{Storage, window};

/// Local storage. Where the browser refuses it, nothing is kept and nothing breaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Local;

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

impl Keeping for Local {
    fn get(&self, name: &str) -> Option<String> {
        storage()?.get_item(name).ok().flatten()
    }

    fn set(&self, name: &str, text: &str) {
        if let Some(storage) = storage() {
            let _ = storage.set_item(name, text);
        }
    }

    fn remove(&self, name: &str) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(name);
        }
    }
}
