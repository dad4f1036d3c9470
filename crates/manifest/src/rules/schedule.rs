//! When a CronJob runs: `ParseStandard` of robfig/cron v3, which the API server asks, and the names of time zones.

/// A field of a schedule: its least and greatest number, and the words that stand for numbers.
struct Part {
    min: u64,
    max: u64,
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const PARTS: [Part; 5] = [
    Part { min: 0, max: 59, names: &[] },
    Part { min: 0, max: 23, names: &[] },
    Part { min: 1, max: 31, names: &[] },
    Part { min: 1, max: 12, names: MONTHS },
    Part { min: 0, max: 6, names: DAYS },
];

const DESCRIPTORS: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// What is wrong with a schedule, in the parser's own words.
pub(crate) fn fault(schedule: &str) -> Option<String> {
    if schedule.starts_with('@') {
        return descriptor(schedule);
    }
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    if fields.len() != PARTS.len() {
        return Some(format!("expected exactly 5 fields, found {}: [{}]", fields.len(), fields.join(" ")));
    }
    fields.iter().zip(&PARTS).find_map(|(field, part)| list(field, part).err())
}

fn descriptor(text: &str) -> Option<String> {
    match text.strip_prefix("@every ") {
        Some(length) if crate::objects::istio::nanoseconds(length).is_some() => None,
        Some(length) => Some(format!("failed to parse duration {text}: time: invalid duration {length:?}")),
        None if DESCRIPTORS.contains(&text) => None,
        None => Some(format!("unrecognized descriptor: {text}")),
    }
}

fn list(field: &str, part: &Part) -> Result<(), String> {
    field.split(',').filter(|each| !each.is_empty()).try_for_each(|each| range(each, part))
}

/// `getRange`: `number`, `number-number`, `*` or `?`, each perhaps with `/step`.
fn range(text: &str, part: &Part) -> Result<(), String> {
    let (span, step) = text.split_once('/').map_or((text, None), |(span, step)| (span, Some(step)));
    let ends: Vec<&str> = span.split('-').collect();
    let (start, end) = match ends.as_slice() {
        ["*" | "?"] => (part.min, part.max),
        ["*" | "?", ..] => {
            return Err(format!(
                "failed to parse int from {}: strconv.Atoi: parsing {:?}: invalid syntax",
                ends[0], ends[0]
            ));
        }
        [one] => {
            let number = number(one, part)?;
            (number, if step.is_some() { part.max } else { number })
        }
        [first, last] => (number(first, part)?, number(last, part)?),
        _ => return Err(format!("too many hyphens: {text}")),
    };
    let step = match step {
        None => 1,
        Some(step) if step.contains('/') => return Err(format!("too many slashes: {text}")),
        Some(step) => integer(step)?,
    };
    match () {
        () if start < part.min => Err(format!("beginning of range ({start}) below minimum ({}): {text}", part.min)),
        () if end > part.max => Err(format!("end of range ({end}) above maximum ({}): {text}", part.max)),
        () if start > end => Err(format!("beginning of range ({start}) beyond end of range ({end}): {text}")),
        () if step == 0 => Err(format!("step of range should be a positive number: {text}")),
        () => Ok(()),
    }
}

/// A number, or a name that stands for one.
fn number(text: &str, part: &Part) -> Result<u64, String> {
    let lower = text.to_lowercase();
    match part.names.iter().position(|name| *name == lower) {
        Some(at) => Ok(part.min + at as u64),
        None => integer(text),
    }
}

fn integer(text: &str) -> Result<u64, String> {
    let failed = || format!("failed to parse int from {text}: strconv.Atoi: parsing {text:?}: invalid syntax");
    let number: i64 = text.parse().map_err(|_| failed())?;
    u64::try_from(number).map_err(|_| format!("negative number ({number}) not allowed: {text}"))
}

/// The zones that stand for themselves, and the regions of those that are named by a city (the tz database).
const ZONES: [&str; 16] = [
    "UTC",
    "GMT",
    "UCT",
    "Zulu",
    "Universal",
    "Greenwich",
    "CET",
    "MET",
    "EET",
    "WET",
    "EST",
    "MST",
    "HST",
    "Israel",
    "Japan",
    "Portugal",
];
const REGIONS: [&str; 13] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Brazil",
    "Canada",
    "Etc",
    "Europe",
    "Indian",
    "Pacific",
];

/// Whether there may be such a time zone: its region is known. The cities are not.
pub(crate) fn is_zone(text: &str) -> bool {
    let city = |city: &str| {
        city.starts_with(|c: char| c.is_ascii_uppercase())
            && city.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_-+".contains(&b))
    };
    match text.split_once('/') {
        Some((region, rest)) => REGIONS.contains(&region) && city(rest),
        None => ZONES.contains(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::{fault, is_zone};

    #[test]
    fn schedules_are_read_as_cron_reads_them() {
        for fine in [
            "* * * * *",
            "*/5 0 1,15 * 1-5",
            "0 0 * jan-MAR sun",
            "5/15 * ? * *",
            "@hourly",
            "@every 1h30m",
            "0 22 * * 1-5",
        ] {
            assert_eq!(fault(fine), None, "{fine}");
        }
        let said = |text| fault(text).unwrap_or_default();
        assert_eq!(said("* * * *"), "expected exactly 5 fields, found 4: [* * * *]");
        assert_eq!(said("60 * * * *"), "end of range (60) above maximum (59): 60");
        assert_eq!(said("* * 0 * *"), "beginning of range (0) below minimum (1): 0");
        assert_eq!(said("5-1 * * * *"), "beginning of range (5) beyond end of range (1): 5-1");
        assert_eq!(said("*/0 * * * *"), "step of range should be a positive number: */0");
        assert_eq!(said("a * * * *"), "failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax");
        assert_eq!(said("1-2-3 * * * *"), "too many hyphens: 1-2-3");
        assert_eq!(said("1/2/3 * * * *"), "too many slashes: 1/2/3");
        assert_eq!(said("@often"), "unrecognized descriptor: @often");
        assert_eq!(said("@every x"), "failed to parse duration @every x: time: invalid duration \"x\"");
    }

    #[test]
    fn zones_have_a_region() {
        for fine in ["Europe/Madrid", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "UTC"] {
            assert!(is_zone(fine), "{fine}");
        }
        for wrong in ["Madrid", "Europe/", "Europa/Madrid", "Europe/madrid", "Europe/Ma drid", "+02:00"] {
            assert!(!is_zone(wrong), "{wrong}");
        }
    }
}
