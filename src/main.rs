//! The console: mounts the app in the page.

mod app;
mod boot;
mod browser;
mod client;
mod components;
mod estate;
mod lazy;
mod live;
mod pages;
mod route;
mod router;
mod session;
mod settings;
mod shell;
mod table;
mod world;

fn main() {
    // First of all, before anything could look at the address: the answer of a sign-in holds a token.
    let fragment = browser::location::take_fragment();
    // What stops the app stops it for good; at least the console of the browser says where.
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    #[cfg(debug_assertions)]
    if browser::location::path() == pages::gallery::PATH {
        return leptos::mount::mount_to_body(pages::gallery::Gallery);
    }
    leptos::mount::mount_to_body(move || leptos::prelude::view! { <app::App fragment /> });
}
