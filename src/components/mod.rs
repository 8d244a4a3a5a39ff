//! The widgets of the console: how it looks and how it answers to mouse and keyboard.
//!
//! Nothing here knows what the console is about: no resource, no operation, no route. Text comes in as signals, what
//! a person does goes out through callbacks. Classes are those of `style/`; there are no inline styles (a strict CSP).

mod app_frame;
mod badge;
mod banner;
mod breadcrumbs;
mod button;
mod code_block;
mod copy_button;
mod empty_state;
mod glyph;
mod icon;
mod icon_button;
mod id;
mod key_value;
mod live_region;
mod nav_item;
mod page_header;
mod progress_bar;
mod read_at;
mod tabs;
mod tone;
mod tooltip;
mod waiting;

pub use app_frame::{AppFrame, MAIN_ID};
pub use badge::Badge;
pub use banner::Banner;
pub use breadcrumbs::{Breadcrumbs, Crumb};
pub use button::{Button, ButtonLink, Look};
pub use code_block::CodeBlock;
pub use copy_button::CopyButton;
pub use empty_state::EmptyState;
pub use glyph::Glyph;
pub use icon::Icon;
pub use icon_button::IconButton;
pub use key_value::{KeyValue, KeyValueList, NoValue};
pub use live_region::LiveRegion;
pub use nav_item::NavItem;
pub use page_header::PageHeader;
pub use progress_bar::ProgressBar;
pub use read_at::ReadAt;
pub use tabs::{Tab, Tabs};
pub use tone::Tone;
pub use tooltip::Tooltip;
pub use waiting::{Skeleton, Spinner};
