/// Another order of so many things, without a list of them: the place of each is computed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shuffle {
    count: usize,
    factor: usize,
    offset: usize,
}

impl Shuffle {
    /// The order of the `nth` call. Two calls in a row never have the same one, if there are two
    /// things to order.
    pub(crate) fn new(count: usize, nth: usize) -> Self {
        let modulus = count.max(1);
        // A step of about the golden section takes neighbours far apart.
        let golden = (count as f64 * 0.618) as usize + 1;
        let start = golden.wrapping_add(nth.wrapping_mul(golden / 7 + 1)) % modulus;
        // Nothing is met twice if step and count have no common divisor.
        let factor = (start..start + modulus)
            .find(|&it| gcd(it, modulus) == 1)
            .unwrap_or(1);
        Self {
            count: modulus,
            factor,
            offset: (nth + modulus / 3) % modulus,
        }
    }

    /// What comes at this place of the new order.
    pub(crate) fn at(&self, place: usize) -> usize {
        let there = place as u128 * self.factor as u128 + self.offset as u128;
        (there % self.count as u128) as usize
    }
}

fn gcd(mut a: usize, mut b: usize) -> usize {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thing_comes_once_and_two_calls_in_a_row_differ() {
        for count in 1..200 {
            let order = |nth| -> Vec<usize> {
                let shuffle = Shuffle::new(count, nth);
                (0..count).map(|place| shuffle.at(place)).collect()
            };
            for nth in 0..20 {
                let mut sorted = order(nth);
                assert!(count == 1 || sorted != order(nth + 1), "{count}, {nth}");
                sorted.sort_unstable();
                assert!(sorted.into_iter().eq(0..count), "{count}, {nth}");
            }
        }
    }
}
