//! An order that is found in steps: whoever types or scrolls meanwhile does not wait.
//!
//! A merge sort of runs that are in order already, so rows that come to a sorted table do not make it sort all anew.

use core::cmp::Ordering;

use super::{Column, EstateHosts, HostRow};

/// A run that is not in order already is so long.
const RUN: usize = 64;
/// No step follows a run further than this, nor numbers more rows.
const STRETCH: usize = 4_096;

/// A sort under way.
#[derive(Clone, Debug)]
pub struct Sorting {
    by: (Column, bool),
    /// The place in the alphabet of each pool or word.
    ranks: Vec<u32>,
    /// Of each row what it is sorted by, or as much of a text as fits.
    keys: Vec<u64>,
    pub(super) order: Vec<u32>,
    /// Where the runs begin that are not merged yet; the last one ends at `read`.
    runs: Vec<usize>,
    read: usize,
    merge: Option<Merge>,
}

/// Two neighbouring runs that become one.
#[derive(Clone, Debug)]
struct Merge {
    left: Vec<u32>,
    taken: usize,
    right: usize,
    at: usize,
}

impl Sorting {
    /// Brings places into the order of a column, `true`: the other way round. Rows that are alike stay in the order of the table.
    pub(super) fn new(table: &EstateHosts, order: Vec<u32>, by: (Column, bool)) -> Self {
        Self { by, ranks: ranks(table, by.0), keys: Vec::new(), order, runs: Vec::new(), read: 0, merge: None }
    }

    /// Goes on for about so many comparisons; says whether all is in order. The table must be the one it was begun with.
    pub fn step(&mut self, table: &EstateHosts, most: usize) -> bool {
        let mut done = 0;
        while done < most {
            done += if self.keys.len() < table.rows.len() {
                self.number(table)
            } else if self.merge.is_some() {
                self.merge(table, most - done)
            } else if self.is_due() {
                self.begin_merge(table)
            } else if self.read < self.order.len() {
                self.find_run(table)
            } else {
                return true;
            };
        }
        false
    }

    fn number(&mut self, table: &EstateHosts) -> usize {
        let rows = table.rows.iter().skip(self.keys.len()).take(STRETCH);
        let before = self.keys.len();
        self.keys.extend(rows.map(|row| key(self.by.0, row, &self.ranks)));
        self.keys.len() - before
    }

    /// Short runs first, and a long one only with one that is nearly as long.
    fn is_due(&self) -> bool {
        let mut ends = self.runs.iter().rev();
        let (Some(last), Some(before)) = (ends.next(), ends.next()) else { return false };
        self.read >= self.order.len() || last - before < 2 * (self.read - last)
    }

    fn find_run(&mut self, table: &EstateHosts) -> usize {
        let begin = self.read;
        self.runs.push(begin);
        let rest = self.order.get(begin..).unwrap_or_default();
        let is_in_order = |two: &&[u32]| matches!(two, [one, two] if self.compare(table, *one, *two).is_le());
        let length = 1 + rest.windows(2).take(STRETCH).take_while(is_in_order).count();
        let (short, length) = (length < RUN.min(rest.len()), length.max(RUN).min(rest.len()));
        if short {
            let mut run = rest.get(..length).unwrap_or_default().to_vec();
            run.sort_unstable_by(|one, two| self.compare(table, *one, *two));
            if let Some(place) = self.order.get_mut(begin..begin + length) {
                place.copy_from_slice(&run);
            }
        }
        self.read += length;
        if short { length * 6 } else { length }
    }

    fn begin_merge(&mut self, table: &EstateHosts) -> usize {
        let (Some(right), Some(left)) = (self.runs.pop(), self.runs.last().copied()) else { return 1 };
        let Some(first) = self.order.get(right).copied() else { return 1 };
        let run = self.order.get(left..right).unwrap_or_default();
        // What comes before all of the right run lies where it belongs.
        let stays = run.partition_point(|place| self.compare(table, *place, first).is_le());
        let moves = run.get(stays..).unwrap_or_default().to_vec();
        if !moves.is_empty() {
            self.merge = Some(Merge { left: moves, taken: 0, right, at: left + stays });
        }
        16
    }

    fn merge(&mut self, table: &EstateHosts, most: usize) -> usize {
        let Some(mut merge) = self.merge.take() else { return 1 };
        for done in 0..most {
            let Some(one) = merge.left.get(merge.taken).copied() else { return done + 1 };
            let two = self.order.get(merge.right).copied().filter(|_| merge.right < self.read);
            let next = match two {
                Some(two) if self.compare(table, two, one).is_lt() => {
                    merge.right += 1;
                    two
                }
                _ => {
                    merge.taken += 1;
                    one
                }
            };
            if let Some(slot) = self.order.get_mut(merge.at) {
                *slot = next;
            }
            merge.at += 1;
        }
        self.merge = Some(merge);
        most
    }

    fn compare(&self, table: &EstateHosts, one: u32, two: u32) -> Ordering {
        let key = |place: u32| self.keys.get(place as usize);
        let text = |place: u32| table.row(place).map_or("", |row| text(self.by.0, row));
        let order = key(one).cmp(&key(two)).then_with(|| host::natural(text(one), text(two)));
        let order = if self.by.1 { order.reverse() } else { order };
        order.then(one.cmp(&two))
    }
}

/// What a row is sorted by, as a number that is in the same order.
fn key(column: Column, row: &HostRow, ranks: &[u32]) -> u64 {
    let rank = |number: usize| ranks.get(number).copied().map_or(0, u64::from);
    match column {
        Column::Name | Column::User => {
            let mut first = [0; 8];
            first.iter_mut().zip(host::natural_key(text(column, row))).for_each(|(slot, byte)| *slot = byte);
            u64::from_be_bytes(first)
        }
        Column::Pool | Column::Region => rank(row.pool as usize),
        Column::Status => rank(usize::from(row.status)),
        Column::Agent => rank(usize::from(row.agent)),
        Column::Version => rank(usize::from(row.version)),
        Column::Sessions => row.sessions.map_or(0, |sessions| u64::from(sessions) + 1),
        Column::Drain => row.drained.map_or(0, |drained| u64::from(drained) + 1),
        Column::Heartbeat => row.heartbeat.map_or(0, |at| (at.millis() ^ i64::MIN).cast_unsigned().saturating_add(1)),
    }
}

/// The text of which the key is the beginning.
fn text(column: Column, row: &HostRow) -> &str {
    match column {
        Column::Name => &row.folded,
        Column::User => &row.user,
        _ => "",
    }
}

/// The place in the alphabet of each pool or word, so that a sort compares numbers.
fn ranks(table: &EstateHosts, column: Column) -> Vec<u32> {
    let texts: Vec<&str> = match column {
        Column::Pool => table.pools.iter().map(|pool| &*pool.folded).collect(),
        Column::Region => table.pools.iter().map(|pool| &*pool.region).collect(),
        Column::Status | Column::Agent | Column::Version => table.words.iter().map(|word| &**word).collect(),
        _ => Vec::new(),
    };
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let text = |place: usize| texts.get(place).copied().unwrap_or_default();
    order.sort_by(|one, two| host::natural(text(*one), text(*two)));
    let mut ranks = vec![0; texts.len()];
    let (mut rank, mut last) = (0, None);
    for place in order {
        // Pools of one region are alike.
        rank += u32::from(last != Some(text(place)));
        last = Some(text(place));
        if let Some(slot) = ranks.get_mut(place) {
            *slot = rank;
        }
    }
    ranks
}
