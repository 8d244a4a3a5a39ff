//! Repeatable randomness: SplitMix64 (Steele, Lea, Flood 2014), never for secrets of the real world.

use std::fmt::Write;

/// A stream of numbers that depends on its seed only.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of a seed and a name, so that what comes earlier does not move what comes later.
    pub(crate) fn named(seed: u64, name: &str) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for byte in name.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(hash)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 when that is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next() % bound }
    }

    /// A GUID of version 4.
    pub(crate) fn guid(&mut self) -> String {
        guid_of(self.next(), self.next())
    }

    /// Sixteen bytes.
    pub(crate) fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_be_bytes());
        bytes[8..].copy_from_slice(&self.next().to_be_bytes());
        bytes
    }
}

/// The GUID of version 4 made of two numbers.
pub(crate) fn guid_of(high: u64, low: u64) -> String {
    let mut text = String::with_capacity(36);
    let (a, b, c) = (high >> 32, (high >> 16) & 0xffff, 0x4000 | (high & 0x0fff));
    let (d, e) = (0x8000 | ((low >> 48) & 0x3fff), low & 0xffff_ffff_ffff);
    let _ = write!(text, "{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}"); // Writing to a String cannot fail.
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_and_differs_by_name() {
        assert_eq!(Random::new(7).guid(), Random::new(7).guid());
        assert_ne!(Random::named(7, "a").next(), Random::named(7, "b").next());
        let guid = Random::new(1).guid();
        assert_eq!((guid.len(), guid.as_bytes()[14]), (36, b'4'));
    }
}
