//! Pages and tabs whose code is fetched when they are first shown.
//!
//! The shell declares its pages with [`lazy!`](crate::lazy!), a page its tabs. With the feature `split` the splitter of the release build
//! (`crates/xtask/src/site/split.rs`) moves what only they use into files of their own; without it all of it is there from the start.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::quiet::quiet;
use crate::browser::{location, online};
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

/// A fetch under way.
pub type Fetching<T> = Pin<Box<dyn Future<Output = Result<T, NotLoaded>>>>;

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

/// Shows a part: at once if its code is there; else a skeleton, and the part or the reason why not.
pub fn show(fetch: Rc<dyn Fn() -> Fetching<Build>>) -> AnyView {
    let part = RwSignal::new_local(Part::Fetching);
    let fetch = StoredValue::new_local(fetch);
    let begin = move || {
        let mut fetching = fetch.with_value(|fetch| fetch());
        // What is there already is shown in the same turn: no skeleton between two pages.
        if let Poll::Ready(fetched) = fetching.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return part.set(fetched.into());
        }
        part.set(Part::Fetching);
        spawn_local(async move {
            let fetched = fetching.await;
            // Whoever has gone to another page meanwhile has taken the signal with them.
            part.try_set(fetched.into());
        });
    };
    begin();
    (move || match part.get() {
        Part::Here(build) => build(),
        Part::Fetching => view! { <div class="page"><Skeleton lines=8 /></div> }.into_any(),
        Part::Lost => lost(Callback::new(move |()| begin())),
    })
    .into_any()
}

/// Why there is no page, and the two ways out. Nothing else of the open window is lost.
fn lost(again: Callback<()>) -> AnyView {
    let text = if online::online() {
        "The page's code couldn't be downloaded. The console was probably updated since you opened this window. Reload to get the new version."
    } else {
        "The page's code hasn't been downloaded yet and you're offline. Try again when you're connected."
    };
    view! {
        <div class="page">
            <EmptyState glyph=Glyph::Unknown title="Couldn't load this page" text actions=move || view! {
                <Button look=Look::Primary on_press=|()| location::reload()>"Reload"</Button>
                <Button on_press=again>"Try again"</Button>
            } />
        </div>
    }
    .into_any()
}

/// Fetches code without showing it.
pub type Prefetch = fn() -> Fetching<()>;

/// Fetches these, one after the other whenever the page asks for nothing itself, so that neither a spell offline nor an update of the
/// site breaks the open window. Without a network it leaves the rest to when it is shown.
pub async fn prefetch(parts: &[Prefetch]) {
    quiet().await;
    for fetch in parts {
        if !online::online() {
            return;
        }
        let mut fetching = fetch();
        // What is there already takes no turn.
        if fetching.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            // One that is not to be had is tried again, and missed, when it is shown.
            let _ = fetching.await;
            quiet().await;
        }
    }
}

/// Declares pages or tabs, a line each: `file name(what: Needed) => view;`. The code of one file is fetched together; what several files
/// need, the splitter puts into shared ones. The arguments are cloned whenever the view is made.
///
/// `prefetches()` fetches the code of each line.
#[macro_export]
macro_rules! lazy {
    ($($(#[$about:meta])* $file:ident $name:ident($($needs:ident: $kind:ty),*) => $view:expr;)*) => {
        $(
            $(#[$about])*
            pub fn $name($($needs: $kind),*) -> leptos::prelude::AnyView {
                $crate::lazy::show(std::rc::Rc::new(move || Box::pin(code::$name::$name($($needs.clone()),*))))
            }
        )*

        mod code {
            $(
                pub mod $name {
                    use super::super::*;
                    use $crate::lazy::{Build, NotLoaded};

                    fn build($($needs: $kind),*) -> Build {
                        std::rc::Rc::new(move || {
                            $(let $needs = $needs.clone();)*
                            leptos::prelude::IntoAny::into_any($view)
                        })
                    }

                    // The splitter tells functions apart by file and name, so each has a name of its own.
                    #[cfg(feature = "split")]
                    #[leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, fallible, preload(load))]
                    pub fn $name($($needs: $kind),*) -> Result<Build, NotLoaded> {
                        Ok(build($($needs),*))
                    }

                    #[cfg(not(feature = "split"))]
                    pub async fn $name($($needs: $kind),*) -> Result<Build, NotLoaded> {
                        Ok(build($($needs),*))
                    }

                    pub async fn prefetch() -> Result<(), NotLoaded> {
                        #[cfg(feature = "split")]
                        load().await?;
                        Ok(())
                    }
                }
            )*
        }

        /// Fetches the code of each.
        #[allow(dead_code, reason = "the shell's pages and a page's tabs are in the same files")]
        fn prefetches() -> Vec<$crate::lazy::Prefetch> {
            vec![$(|| Box::pin(code::$name::prefetch())),*]
        }
    };
}
