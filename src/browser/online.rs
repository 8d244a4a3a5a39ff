//! Whether there is a network at all.

/// False only when the browser is sure that there is none; true promises nothing.
pub fn online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}
