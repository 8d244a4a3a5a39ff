//! Time zones and dates, by the browser's own tables (ECMA-402): the app ships none.

use host::Instant;
use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// How much of an instant to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Date and time to the minute, with the zone's short name.
    Full,
    /// Day and time to the minute: for a table, where the whole is given elsewhere.
    Short,
    /// The same with the day of the week.
    Weekday,
    /// Day of the week and of the month.
    Day,
    /// Time of day to the second.
    Time,
    /// Time of day to the minute: where the day is said elsewhere.
    Minute,
}

/// The IANA name of the browser's zone.
pub fn zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &JsValue::from_str("timeZone")).ok()?.as_string()
}

/// Writes an instant in a zone (the browser's own without one); `None` if the browser does not know the zone.
pub fn format(at: Instant, zone: Option<&str>, style: Style) -> Option<String> {
    let fields: &[(&str, &str)] = match style {
        Style::Full => &[
            ("year", "numeric"),
            ("month", "short"),
            ("day", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
            ("timeZoneName", "short"),
        ],
        Style::Short => {
            &[("month", "short"), ("day", "numeric"), ("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")]
        }
        Style::Weekday => &[
            ("weekday", "short"),
            ("month", "short"),
            ("day", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
        ],
        Style::Day => &[("weekday", "short"), ("day", "numeric"), ("month", "short")],
        Style::Minute => &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")],
        Style::Time => &[("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit"), ("hourCycle", "h23")],
    };
    written(at, zone, "en-GB", fields)
}

/// What the zone is called, the year round: "Central European Time" (CLDR, by the browser).
pub fn zone_name(zone: &str) -> Option<String> {
    // Of today: at the epoch, zones had rules and names that they have no more.
    let today = Instant::from_millis(Date::now() as i64);
    let text = written(today, Some(zone), "en-GB", &[("timeZoneName", "longGeneric")])?;
    // "21/11/2026, Central European Time"
    text.split_once(", ").map(|(_, name)| name.to_owned())
}

/// Seconds east of UTC in a zone at an instant; `None` if the browser does not know the zone.
pub fn offset(zone: &str, at: Instant) -> Option<i32> {
    let fields: &[(&str, &str)] = &[
        ("year", "numeric"),
        ("month", "2-digit"),
        ("day", "2-digit"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("second", "2-digit"),
        ("hourCycle", "h23"),
    ];
    // The Swedish form is "2026-11-21 10:00:00": read as if it were UTC, the difference is the offset.
    let local = written(at, Some(zone), "sv-SE", fields)?;
    let local = Instant::parse(&format!("{}Z", local.replacen(' ', "T", 1))).ok()?;
    i32::try_from(local.seconds() - at.seconds()).ok()
}

fn written(at: Instant, zone: Option<&str>, locale: &str, fields: &[(&str, &str)]) -> Option<String> {
    let options = Object::new();
    let zone = zone.map(|name| ("timeZone", name));
    for (key, value) in fields.iter().copied().chain(zone) {
        Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value)).ok()?;
    }
    // Called through Reflect: an unknown zone throws a RangeError, and the typed constructor would not catch it.
    let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
    let constructor = Reflect::get(&intl, &JsValue::from_str("DateTimeFormat")).ok()?;
    let arguments = Array::of2(&JsValue::from_str(locale), &options);
    let format = Reflect::construct(constructor.dyn_ref::<js_sys::Function>()?, &arguments).ok()?;
    let format: js_sys::Function = Reflect::get(&format, &JsValue::from_str("format")).ok()?.dyn_into().ok()?;
    // Milliseconds of any real date are exact in a double.
    let date = Date::new(&JsValue::from_f64(at.millis() as f64));
    format.call1(&JsValue::UNDEFINED, &date).ok()?.as_string()
}
