//! Parts that several pages show: an error with its next step, the time of a read, an instant.

mod age;
mod chosen;
mod count;
mod csv;
mod error;
mod finding_links;
mod health;
mod instant;
mod join_account;
mod merge;
mod notify;
mod read_at;
mod sentence;
mod tags;
mod zones;

pub use age::{age, clock_time};
pub use chosen::ChosenBar;
pub use count::{Count, HOST_POOLS, HOSTS, POOLS, SESSIONS, count_words, of_all, shown_of};
pub use csv::csv_line;
pub use error::{ErrorBanner, error_facts};
pub use finding_links::{action as finding_action, all as findings_like, place as finding_place, tone as urgency_tone};
pub use health::Health;
pub use instant::{Ago, When};
pub use join_account::JoinAccountHelp;
pub use merge::{ThreeWay, last_changed_by};
pub use notify::NotifySwitch;
pub use read_at::{EstateReadAt, RemoteReadAt, StaleMark};
pub use sentence::{Sentence, in_own_time};
pub use tags::{tag_lines, tags_of};
pub use zones::zone_choices;
