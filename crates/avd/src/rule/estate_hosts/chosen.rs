//! Which rows are chosen.

/// A set of row keys, a bit each: a hundred thousand chosen hosts are 12 KB, wherever their rows go meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    bits: Vec<u64>,
    count: usize,
}

impl Chosen {
    /// Chooses a row, or leaves it.
    pub fn set(&mut self, key: u32, on: bool) {
        let at = key as usize / 64;
        if on && at >= self.bits.len() {
            self.bits.resize(at + 1, 0);
        }
        let Some(bits) = self.bits.get_mut(at) else { return };
        let bit = 1 << (key % 64);
        match (on, *bits & bit != 0) {
            (true, false) => self.count += 1,
            (false, true) => self.count -= 1,
            _ => return,
        }
        *bits ^= bit;
    }

    /// Whether a row is chosen.
    pub fn contains(&self, key: u32) -> bool {
        self.bits.get(key as usize / 64).is_some_and(|bits| bits & (1 << (key % 64)) != 0)
    }

    /// How many are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Leaves all that are not among these: hosts that went away.
    pub fn keep(&mut self, keys: impl Iterator<Item = u32>) {
        let mut kept = Self::default();
        for key in keys.filter(|key| self.contains(*key)) {
            kept.set(key, true);
        }
        *self = kept;
    }
}
