//! Numbers and names in sentences.

/// "1 batch", "3 batches".
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// "a", "a and b", "a, b and c", "a, b, c and 4 more".
pub(super) fn names<T: AsRef<str>>(names: &[T]) -> String {
    const SHOWN: usize = 3;
    let all: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match all.as_slice() {
        [] => "none".to_owned(),
        [one] => (*one).to_owned(),
        few if few.len() <= SHOWN + 1 => {
            few.split_last().map_or_else(String::new, |(last, first)| format!("{} and {last}", first.join(", ")))
        }
        many => format!("{} and {} more", many.split_at(SHOWN).0.join(", "), many.len() - SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut() {
        assert_eq!(names::<&str>(&[]), "none");
        assert_eq!(names(&["a"]), "a");
        assert_eq!(names(&["a", "b"]), "a and b");
        assert_eq!(names(&["a", "b", "c", "d"]), "a, b, c and d");
        assert_eq!(names(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
        assert_eq!((count(1, "host", "hosts"), count(0, "host", "hosts")), ("1 host".to_owned(), "0 hosts".to_owned()));
    }
}
