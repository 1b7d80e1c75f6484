//! Random numbers that depend on nothing but what they are for.

/// A stream of random numbers named by a seed, a purpose and an index: the same names give the same numbers on every
/// machine, so each record can be made alone and in any order. (SplitMix64, Steele, Lea and Flood 2014.)
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    state: u64,
}

const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

impl Stream {
    /// The stream of one record.
    pub(crate) fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let purpose = mix(seed ^ mix(GOLDEN_GAMMA.wrapping_mul(purpose as u64 + 1)));
        Self { state: mix(purpose ^ mix(index.wrapping_add(GOLDEN_GAMMA))) }
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN_GAMMA);
        mix(self.state)
    }

    /// Uniform in [0, 1).
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in 0..limit; 0 when `limit` is 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        let product = u128::from(self.bits()) * u128::from(limit);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// One element; lists must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let index = usize::try_from(self.below(list.len() as u64)).unwrap_or(0);
        list[index]
    }
}

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// What a stream is for; each purpose has numbers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Account,
    Contact,
    Lead,
    Conversion,
    Deal,
    Outcome,
    Activity,
    Note,
    Identity,
    Item,
    Point,
    Stay,
}

#[cfg(test)]
mod tests {
    use super::{Purpose, Stream};

    #[test]
    fn a_stream_is_named_by_seed_purpose_and_index() {
        let first = |seed, purpose, index| Stream::new(seed, purpose, index).bits();
        assert_eq!(first(1, Purpose::Deal, 7), first(1, Purpose::Deal, 7));
        assert_ne!(first(1, Purpose::Deal, 7), first(1, Purpose::Deal, 8));
        assert_ne!(first(1, Purpose::Deal, 7), first(1, Purpose::Lead, 7));
        assert_ne!(first(1, Purpose::Deal, 7), first(2, Purpose::Deal, 7));
    }

    #[test]
    fn units_are_uniform_and_normals_are_normal() {
        let count = 20_000;
        let mean = |draw: fn(&mut Stream) -> f64| {
            (0..count).map(|index| draw(&mut Stream::new(3, Purpose::Note, index))).sum::<f64>()
                / count as f64
        };
        assert!((mean(Stream::unit) - 0.5).abs() < 0.01);
        assert!(mean(Stream::normal).abs() < 0.03);
        assert!((mean(|stream| stream.normal().powi(2)) - 1.0).abs() < 0.04);
    }
}
