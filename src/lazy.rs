//! Parts of the app whose code is fetched when they are first shown.
//!
//! A part is a line in [`later!`](crate::later): the name of its file, a function, what that function needs, the view. With the
//! feature `split` the splitter of the release build (`crates/xtask/src/site/split.rs`) moves everything only those views use into
//! files of their own; without it, all of it is there from the start. A page never notices the difference.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use host::Duration;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::quiet::quiet;
use crate::browser::{location, online, style, timer};
use crate::components::{Button, EmptyState, Glyph, Look, Skeleton};

/// The code of a part could not be fetched.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Makes the view, once the code is there.
pub type Build = Rc<dyn Fn() -> AnyView>;

/// Fetches the code, or finds it fetched.
pub type Fetch = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Build, NotLoaded>>>>>;

#[derive(Clone)]
enum Part {
    Fetching,
    Here(Build),
    Lost,
}

impl From<Result<Build, NotLoaded>> for Part {
    fn from(fetched: Result<Build, NotLoaded>) -> Self {
        fetched.map_or(Self::Lost, Self::Here)
    }
}

/// Shows a part: at once if its code is there; else bones, and the part or the reason why not. What only adds to something on screen is
/// quiet: nothing stands in its place.
pub fn show(fetch: Fetch, quiet: bool) -> AnyView {
    let part = RwSignal::new_local(Part::Fetching);
    let fetch = StoredValue::new_local(fetch);
    begin(part, fetch);
    (move || match part.get() {
        Part::Here(build) => build(),
        Part::Fetching | Part::Lost if quiet => ().into_any(),
        Part::Fetching => view! { <div class="page"><Skeleton lines=8 /></div> }.into_any(),
        Part::Lost => lost(Callback::new(move |()| begin(part, fetch))),
    })
    .into_any()
}

fn begin(part: RwSignal<Part, LocalStorage>, fetch: StoredValue<Fetch, LocalStorage>) {
    let code = fetch.with_value(|fetch| fetch());
    let mut fetching = Box::pin(async move {
        let build = code.await?;
        style::later().await;
        Ok(build)
    });
    // What is there already is shown in the same turn: no bones between two pages.
    if let Poll::Ready(fetched) = fetching.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        return part.set(fetched.into());
    }
    part.set(Part::Fetching);
    spawn_local(async move {
        let fetched = fetching.await;
        // Whoever has gone to another page meanwhile has taken the signal with them.
        part.try_set(fetched.into());
    });
}

/// Shows a part that nobody waits for: its code is fetched after a while, and where it cannot be had nothing is missing.
pub fn after(wait: Duration, fetch: Fetch) -> AnyView {
    let part = RwSignal::new_local(None::<Build>);
    let begin = move || {
        spawn_local(async move {
            part.try_set(fetch().await.ok());
        });
    };
    let _ = StoredValue::new_local(timer::after(wait, begin));
    (move || part.get().map(|build| build())).into_any()
}

/// Why there is no page, and the two ways out. Nothing else of the open window is lost.
fn lost(again: Callback<()>) -> AnyView {
    let text = if online::online() {
        "Its code could not be fetched. The console was probably updated since this window was opened: reload to get the new one."
    } else {
        "Its code was not fetched yet and there is no network. Try again when there is."
    };
    view! {
        <div class="page">
            <EmptyState glyph=Glyph::Unknown title="This part of the console is not here" text actions=move || view! {
                <Button look=Look::Primary on_press=|()| location::reload()>"Reload"</Button>
                <Button on_press=again>"Try again"</Button>
            } />
        </div>
    }
    .into_any()
}

/// Why a part could not be fetched ahead.
#[cfg(feature = "split")]
pub type AheadError = leptos::wasm_split::SplitLoaderError;
#[cfg(not(feature = "split"))]
pub type AheadError = NotLoaded;

/// Fetches the code of a part without showing it.
pub type Ahead = fn() -> Pin<Box<dyn Future<Output = Result<(), AheadError>>>>;

/// Begins to fetch the code of a part that will be shown as soon as it is known who is there.
pub fn begin_early(fetch: Ahead) {
    spawn_local(style::later());
    spawn_local(async move {
        let _ = fetch().await;
    });
}

/// Fetches the code of these parts, one after the other, so that neither a spell offline nor an update of the site breaks the open
/// window. What the page reads goes first. Without a network it leaves the rest to when it is shown.
pub async fn fetch_ahead(parts: &[Ahead]) {
    quiet().await;
    style::later().await;
    for fetch in parts {
        if !online::online() {
            return;
        }
        let mut fetching = fetch();
        // What is there already takes no turn.
        if fetching.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            let _ = fetching.await;
            quiet().await;
        }
    }
}

/// Declares work whose code is fetched when it is first done: `file name(what: Needed) -> Output => future;`. Where the code cannot be
/// had, it is not done.
#[macro_export]
macro_rules! later_work {
    ($($(#[$about:meta])* $file:ident $name:ident($($needs:ident: $kind:ty),*) -> $output:ty => $work:expr;)*) => {
        $(
            $(#[$about])*
            pub async fn $name($($needs: $kind),*) -> Result<$output, $crate::lazy::NotLoaded> {
                Ok(work::$name($($needs),*).await?.await)
            }
        )*

        mod work {
            use super::*;
            use $crate::lazy::{NotLoaded, Work};

            $(
                #[cfg(feature = "split")]
                #[leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, fallible)]
                pub fn $name($($needs: $kind),*) -> Result<Work<$output>, NotLoaded> {
                    Ok(Box::pin($work))
                }

                #[cfg(not(feature = "split"))]
                pub async fn $name($($needs: $kind),*) -> Result<Work<$output>, NotLoaded> {
                    Ok(Box::pin($work))
                }
            )*
        }
    };
}

/// Work under way.
pub type Work<T> = Pin<Box<dyn Future<Output = T>>>;

/// Declares the parts and `fetch_all`, which fetches their code.
///
/// A line is `file name(what: Needed) => view;`, with `or nothing` before the arrow if the part is quiet. Lines of one file are fetched together; code that several files need is put into
/// shared files by the splitter. The arguments are cloned whenever the view is made.
#[macro_export]
macro_rules! later {
    ($($(#[$about:meta])* $file:ident $name:ident($($needs:ident: $kind:ty),*) $(or $nothing:ident)? => $view:expr;)*) => {
        $(
            $(#[$about])*
            pub fn $name($($needs: $kind),*) -> leptos::prelude::AnyView {
                let quiet: &[&str] = &[$(stringify!($nothing))?];
                $crate::lazy::show(std::rc::Rc::new(move || Box::pin(fetch::$name::$name($($needs.clone()),*))), !quiet.is_empty())
            }
        )*

        mod fetch {
            $(
                pub mod $name {
                    use super::super::*;
                    use $crate::lazy::{Build, NotLoaded};

                    #[cfg(feature = "split")]
                    #[leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, fallible, preload(preload))]
                    pub fn $name($($needs: $kind),*) -> Result<Build, NotLoaded> {
                        Ok(std::rc::Rc::new(move || {
                            $(let $needs = $needs.clone();)*
                            leptos::prelude::IntoAny::into_any($view)
                        }))
                    }

                    #[cfg(not(feature = "split"))]
                    pub async fn $name($($needs: $kind),*) -> Result<Build, NotLoaded> {
                        Ok(std::rc::Rc::new(move || {
                            $(let $needs = $needs.clone();)*
                            leptos::prelude::IntoAny::into_any($view)
                        }))
                    }

                    #[cfg(not(feature = "split"))]
                    pub async fn preload() -> Result<(), NotLoaded> {
                        Ok(())
                    }
                }
            )*
        }

        /// Fetches the code of all parts.
        pub async fn fetch_all() {
            $crate::lazy::fetch_ahead(&[$(|| Box::pin(fetch::$name::preload())),*]).await;
        }
    };
}
