//! What of a packet filter the learner wants to see: all of it, or the rules of one Service, as rules or as a picture.

use malla_core::ServicePicture;
use malla_trace::Place;

/// What of a packet filter is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesView {
    /// The Service port, by its [`name`]; all rules when none.
    pub service: Option<String>,
    /// Whether a Service is drawn, and not listed.
    pub drawn: bool,
    /// The manifest line whose rules are pointed at, and a number that makes every wish a new one.
    pub pointed: Option<(u32, Place)>,
}

/// What tells a Service port from all others: `default/web:http tcp`.
#[must_use]
pub fn name(picture: &ServicePicture) -> String {
    format!("{} {}", picture.name, picture.protocol)
}

/// The port of a Service that a line is about; its first, where the line is about no port.
#[must_use]
pub fn port_at<'a>(
    pictures: &'a [ServicePicture],
    service: &malla_trace::ObjectRef,
    place: &Place,
) -> Option<&'a ServicePicture> {
    let mine = || pictures.iter().filter(|picture| picture.service == *service);
    let rests = |picture: &&ServicePicture| {
        let places = picture.doors.iter().filter_map(|door| door.rule.place.as_ref());
        places.into_iter().any(|other| other.file == place.file && other.line == place.line)
    };
    mine().find(rests).or_else(|| mine().next())
}
