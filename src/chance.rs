//! Randomness: opaque ids and jitter. The only file that draws any.

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::sync::Mutex;

/// A source of randomness that a test can seed.
#[derive(Debug)]
pub struct Chance(Mutex<StdRng>);

impl Chance {
    /// Seeded by the operating system.
    #[expect(clippy::disallowed_methods, reason = "the one place that draws from the system")]
    pub fn system() -> Self {
        Self(Mutex::new(StdRng::from_os_rng()))
    }

    /// Reproducible.
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    /// 128 random bits as 26 lower-case letters and digits.
    pub fn id(&self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let mut bits: u128 = self.with(|rng| rng.random());
        (0..26)
            .map(|_| {
                let index = (bits & 31) as usize;
                bits >>= 5;
                char::from(ALPHABET.get(index).copied().unwrap_or(b'0'))
            })
            .collect()
    }

    /// A number in `[0, 1)`.
    pub fn fraction(&self) -> f64 {
        self.with(|rng| rng.random())
    }

    fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        let mut rng = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        draw(&mut rng)
    }
}
