//! How the service gives RDP properties back: with a semicolon at the end, and in an order of its own.
//!
//! Evidence: Azure/terraform-azurerm-avm-res-desktopvirtualization-hostpool#115, hashicorp/terraform-provider-azurerm#30805
//! (`tests/cases/pool-rdp-as-sent-and-as-read`). The whole order isn't known. Of the names that were reported, the reported order is
//! kept; all other properties keep their places.

/// The order in which these were read, whatever the order they were sent in.
const REPORTED: [&str; 5] = ["drivestoredirect", "audiomode", "use multimon", "enablerdsaadauth", "audiocapturemode"];

/// The text as a read gives it. What isn't a list of properties comes back as it was sent: no report has such a text.
pub(super) fn as_read(sent: &str) -> String {
    let pieces: Vec<&str> = sent.split(';').filter(|piece| !piece.trim().is_empty()).collect();
    if pieces.is_empty() || !pieces.iter().all(|piece| is_property(piece)) {
        return sent.to_owned();
    }
    let mut reported: Vec<&str> = pieces.iter().copied().filter(|piece| rank(piece).is_some()).collect();
    reported.sort_by_key(|piece| rank(piece));
    let mut reported = reported.into_iter();
    let placed = pieces.iter().map(|piece| if rank(piece).is_some() { reported.next().unwrap_or(piece) } else { piece });
    placed.flat_map(|piece| [piece, ";"]).collect()
}

/// `name:type:value`.
fn is_property(piece: &str) -> bool {
    let mut parts = piece.splitn(3, ':');
    let name = parts.next().is_some_and(|name| !name.trim().is_empty());
    name && matches!(parts.next(), Some("i" | "s" | "b")) && parts.next().is_some()
}

fn rank(piece: &str) -> Option<usize> {
    let name = piece.split(':').next().unwrap_or_default().trim();
    REPORTED.iter().position(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::Value;

    use super::*;

    #[test]
    fn texts_are_read_as_they_were_reported() {
        let file: Value =
            serde_json::from_str(include_str!("../../../../tests/cases/pool-rdp-as-sent-and-as-read.json")).unwrap();
        let (mut same, mut checked) = (0, 0);
        for case in file["cases"].as_array().unwrap() {
            let (sent, read) = (case["sent"].as_str().unwrap(), case["read"].as_str().unwrap());
            if case["name"] == "really different" {
                assert_ne!(as_read(sent), read);
                continue;
            }
            assert_eq!(as_read(sent), read, "{}", case["name"]);
            same += usize::from(sent == read);
            checked += 1;
        }
        assert_eq!((same, checked), (1, 3));
    }

    #[test]
    fn what_is_no_list_of_properties_stays() {
        for text in ["", "anything", ";", "a:i:1;b", "a:x:1", "audiomode"] {
            assert_eq!(as_read(text), text);
        }
        assert_eq!(as_read("b:i:2;;a:s:x:y"), "b:i:2;a:s:x:y;", "unknown names keep their order");
        assert_eq!(as_read(&as_read("audiomode:i:0;b:s:;drivestoredirect:s:*")), "drivestoredirect:s:*;b:s:;audiomode:i:0;");
    }
}
