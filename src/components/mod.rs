//! The widgets of the console: how it looks and how it answers to mouse and keyboard.
//!
//! Nothing here knows what the console is about: no resource, no operation, no route. Text comes in as signals, what
//! a person does goes out through callbacks. Classes are those of `style/`; there are no inline styles (a strict CSP).

// Some widgets are so far shown only by the gallery, which a release build leaves out. The linker leaves them out too.
#![cfg_attr(not(debug_assertions), allow(dead_code, unused_imports))]

mod app_frame;
mod badge;
mod banner;
mod breadcrumbs;
mod button;
mod checkbox;
mod choice;
mod code_block;
mod code_tabs;
mod columns;
mod confirm_dialog;
mod copy_button;
mod data_table;
mod dialog;
mod empty_state;
mod external_link;
mod field;
mod filter_bar;
mod form;
mod glyph;
mod icon;
mod icon_button;
mod id;
mod key_value;
mod live_region;
mod menu;
mod menu_item;
mod moment_input;
mod nav_item;
mod number_input;
mod page_header;
#[cfg(test)]
mod palette;
mod picker;
mod progress_bar;
mod radio_group;
mod read_at;
mod search_box;
mod select;
mod slider;
mod stacked_bar;
mod step_list;
mod tabs;
mod text_area;
mod text_input;
mod toast;
mod tone;
mod tooltip;
mod waiting;

pub use app_frame::{AppFrame, MAIN_ID};
pub use badge::Badge;
pub use banner::Banner;
pub use breadcrumbs::{Breadcrumbs, Crumb};
pub use button::{Button, ButtonLink, GuardedLink, Look};
pub use checkbox::Checkbox;
pub use choice::Choice;
pub use code_block::CodeBlock;
pub use code_tabs::{CodeTab, CodeTabs};
pub use columns::{ColumnMenu as OldColumnMenu, ColumnSet};
pub use confirm_dialog::ConfirmDialog;
pub use copy_button::CopyButton;
pub use data_table::{DataTable, EmptyRow, RowLink};
pub use dialog::{Dialog, DialogShape};
pub use empty_state::EmptyState;
pub use external_link::ExternalLink;
pub use field::Field;
pub use filter_bar::{FilterBar, FilterChip};
pub use form::{Form, FormActions, Problem, ProblemSummary};
pub use glyph::Glyph;
pub use icon::Icon;
pub use icon_button::IconButton;
pub use key_value::{KeyValue, KeyValueList, NoValue};
pub use live_region::LiveRegion;
pub use menu::Menu;
pub use menu_item::MenuItem;
pub use moment_input::{DateInput, DateTimeInput, TimeInput};
pub use nav_item::NavItem;
pub use number_input::NumberInput;
pub use page_header::PageHeader;
pub use picker::{Picker, Suggestion, Suggestions};
pub use progress_bar::ProgressBar;
pub use radio_group::RadioGroup;
pub use read_at::ReadAt;
pub use search_box::SearchBox;
pub use select::Select;
pub use slider::Slider;
pub use stacked_bar::StackedBar;
pub use step_list::{StepLink, StepList, StepMark};
pub use tabs::{Tab, Tabs};
pub use text_area::TextArea;
pub use text_input::TextInput;
pub use toast::{ToastAction, ToastStack, Toasts};
pub use tone::Tone;
pub use tooltip::Tooltip;
pub use waiting::{Skeleton, Spinner};
